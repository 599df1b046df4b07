"""Pages for everything that goes wrong: words that help, a way on, and the help lines on each.

Nothing here may raise, and nothing asks the database: these pages are shown when other things have failed. (What is
logged as an error may be written to the outbox, error_reports.py: once, and whatever comes of it.)
"""

import errno
import logging
import sys
from math import ceil
from string import Template

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.html import format_html

from clinic.profile import get_profile
from portal import held_words, old_addresses
from portal.search_page import near

log = logging.getLogger("portal.errors")

RETRY_AFTER = 10  # seconds: what a short hiccup of the database lasts
PAGES = (400, 403, 404, 410, 413, 429, 500, 503)
# Plain HTML read at start: it is still there when templates, static files or the profile are not.
OWN_NUMBERS = (
    'If someone is in danger now, call <a href="{}">{}</a>. '
    'To talk to someone, day or night, call <a href="{}">{}</a> ({}).'
)
ALL_NUMBERS = (
    "If someone is in danger now, call 911 in the United States and Canada, 999 in the United Kingdom, "
    "112 in Ireland and the European Union, 000 in Australia."
)
NOT_NOW = "This page cannot be shown right now"
OUR_FAULT = "Something went wrong on our side. It is nothing you did. Please try again in a few minutes."
LAST_RESORT = Template((settings.BASE_DIR / "templates/errors/last_resort.html").read_text(encoding="utf-8"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render_error(request, status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_error(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of the staff's pages came without its token: mostly a page left open for long. Its words are kept."""
    return held_words.after_csrf_failure(request) or render_error(request, 403, form_expired=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if moved := former_page(request):
        return moved
    words, hits = nearest_pages(request)
    return render_error(request, 404, words=words, near=hits)


def former_page(request: HttpRequest) -> HttpResponse | None:
    """Where an address of the site that stood here before leads now."""
    if request.path_info.startswith(settings.STAFF_PATHS):
        return None
    try:
        return old_addresses.answer(request)
    except Exception as error:
        log.error("404 page cannot look for old addresses: %s", type(error).__name__)
        return None


def nearest_pages(request: HttpRequest) -> tuple[str, list]:
    """The words of the address, and pages that are about them."""
    if request.method != "GET" or request.path_info.startswith(settings.STAFF_PATHS):
        return "", []
    try:
        return near(request.path_info)
    except Exception as error:
        log.error("404 page cannot search: %s", type(error).__name__)
        return "", []


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody caught, be it raised by a view or by middleware: a database that is away there too is no mistake."""
    error = sys.exc_info()[1]
    if is_soon_back(error):
        log.error("database or disk unavailable", exc_info=error)
        return unavailable(request)
    if error is not None:
        log.error("unhandled error", exc_info=error)
    return render_error(request, 500)


def is_soon_back(error: BaseException | None) -> bool:
    """Whether the database is away or the disk is full: nobody's mistake, and soon mended."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, (OperationalError, InterfaceError))


def unavailable(request: HttpRequest, retry_after: int = RETRY_AFTER) -> HttpResponse:
    """503 for when the database, the disk or anything else that should be back soon is away."""
    return render_error(request, 503, retry_after=retry_after)


def render_error(request: HttpRequest, status: int, **context) -> HttpResponse:
    """The page for a status of PAGES. Never raises; never stored by any cache.

    `retry_after` (seconds) also becomes the header, and on 429 a number of minutes. 410 takes `title`,
    `reason` and `replacement` ({title, url}), 403 `form_expired`, and each a `message` of the caller's.
    """
    retry_after = ceil(context.get("retry_after", 0))
    context |= {"status": status, "wait_minutes": ceil(retry_after / 60)}
    try:
        body = loader.render_to_string(f"errors/{status}.html", context, request)
    except Exception as error:
        log.error("error page %s cannot be made: %s", status, type(error).__name__)
        body = last_resort()
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def last_resort(heading: str = NOT_NOW, text: str = OUR_FAULT) -> str:
    """A page without template engine, style sheet or database. `heading` and `text` are our own words, not escaped."""
    try:
        clinic = get_profile()
        numbers = (clinic.emergency_href, clinic.emergency_number, clinic.crisis_href, clinic.crisis_number)
        help_text = format_html(OWN_NUMBERS, *numbers, clinic.crisis_name)
    except Exception as error:
        log.error("profile cannot be read: %s", type(error).__name__)
        help_text = ALL_NUMBERS
    return LAST_RESORT.substitute(heading=heading, text=text, help=help_text)
