"""Middleware of the whole site: request ids, headers, 503 when the database is down, and sessions for staff only."""

import logging
import time
import uuid

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

from clinic import languages
from portal import errors
from portal.logs import request_id

log = logging.getLogger("portal.requests")
HEALTH = ("healthz", "readyz")  # asked every few seconds, and what is well hides what is not

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class RequestIdMiddleware:
    """Gives each request a name for the log, and writes its one line: route, status, time – never the path."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_id.set(uuid.uuid4().hex[:16])
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            self.write(request, response, time.perf_counter() - started)
            return response
        finally:
            request_id.reset(token)

    def write(self, request, response, seconds: float) -> None:
        match = getattr(request, "resolver_match", None)
        extra = {
            "route": (match.view_name or match.route) if match else "none",
            "method": request.method if request.method in ("GET", "HEAD", "POST") else "other",
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
        }
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        if level == logging.INFO and extra["route"] in HEALTH:
            level = logging.DEBUG
        log.log(level, "answered", extra=extra)


class LanguageMiddleware:
    """The language of an answer comes from its path alone, whatever an earlier request left in this thread."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with languages.speaking(languages.of_path(request.path_info)):
            return self.get_response(request)


class UnavailableMiddleware:
    """The database being down or too slow, or the disk full, is nobody's mistake: 503 with Retry-After, never 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if errors.is_soon_back(exception):
            log.error("database or disk unavailable", exc_info=exception)
            return errors.unavailable(request)
        return None  # portal.errors logs and answers everything else


class QuietRequestMiddleware:
    """Takes out of a request what nobody here listens to, so that it can do no harm.

    Our forms are UTF-8 whatever charset a client claims; some of those that Python knows are no charsets at all.
    Outside the staff addresses there are no cookies: nobody is signed in there, so there is no authority to forge
    and nothing for CSRF protection to do. The public forms check the request's origin themselves.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.encoding:
            request.encoding = None
        if not is_staff_path(request.path_info):
            request.COOKIES = {}
            request.csrf_processing_done = True  # what Django's middleware itself sets on a request it has accepted
        elif not request.COOKIES.get(settings.SESSION_COOKIE_NAME, "none").isalnum():
            del request.COOKIES[settings.SESSION_COOKIE_NAME]  # PostgreSQL fails on a NUL, and no session has one
        return self.get_response(request)


class HeadersMiddleware:
    """The headers that Django and django-csp do not know."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if is_staff_path(request.path_info):
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


def is_staff_path(path: str) -> bool:
    return path.startswith(settings.STAFF_PATHS)


class ForStaff:
    """Mixed into Django's middleware: it acts under the staff addresses and stands aside everywhere else."""

    def __call__(self, request):
        if is_staff_path(request.path_info):
            return super().__call__(request)
        return self.get_response(request)


class StaffSessionMiddleware(ForStaff, SessionMiddleware):
    pass


class StaffAuthenticationMiddleware(ForStaff, AuthenticationMiddleware):
    pass


class StaffMessageMiddleware(ForStaff, MessageMiddleware):
    pass
