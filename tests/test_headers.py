"""Behind TLS every answer carries the headers that browsers act on: pages, errors, the desk, static files, media, what
leads elsewhere, and what the gate says when too many come at once.

Without the middlewares that write them, or without the gate's own, these fail (seen).
"""

import pytest
from django.conf import settings as real
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.test import Client
from django.urls import include, path

from portal.overload import OverloadGate
from tests.factories import make_image

pytestmark = pytest.mark.django_db

RAISED = {
    500: ValueError("x"), 503: OperationalError("server closed the connection"), 403: PermissionDenied(),
    400: BadRequest(), 413: RequestDataTooBig(),
}  # fmt: skip
ALWAYS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICTER = {"Referrer-Policy": ("no-referrer", "strict-origin")}  # where the address is a secret


def raising(request, status: int):
    raise RAISED[status]


urlpatterns = [path("raise/<int:status>/", raising), path("", include("portal.urls"))]
handler400, handler403 = "portal.errors.bad_request", "portal.errors.forbidden"
handler404, handler500 = "portal.errors.not_found", "portal.errors.server_error"


@pytest.fixture
def behind_tls(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


@pytest.fixture
def visitor(behind_tls):
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def wrong(headers) -> list[str]:
    """The headers that are missing or weak."""
    found = [name for name, value in ALWAYS.items() if headers.get(name) not in (value, *STRICTER.get(name, ()))]
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        found.append("Content-Security-Policy")
    framed = "frame-ancestors 'none'" in policy or "sandbox" in policy
    if not framed or headers.get("X-Frame-Options") != "DENY":
        found.append("frames")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    return found


ADDRESSES = {
    "/": 200, "/faq/": 200, "/articles/": 200, "/feeds/articles/": 200, "/sitemap.xml": 200, "/robots.txt": 200,
    "/search/?q=water": 200, "/healthz": 200, "/accounts/login/": 200, "/accounts/2fa/": 302, "/admin/": 302,
    "/faq": 301, "/nothing/": 404, "/media/nothing.jpg": 404, "/static/nothing.css": 404,
    "/comments/0123456789012345678901234567890123456789/": 404, "/admin/nothing/": 302,
}  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_carry_them(visitor, address):
    answer = visitor.get(address, secure=True)
    assert (answer.status_code, wrong(answer.headers)) == (ADDRESSES[address], [])


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", RAISED)
def test_errors_carry_them(visitor, status):
    answer = visitor.get(f"/raise/{status}/", secure=True)
    assert (answer.status_code, wrong(answer.headers)) == (status, [])


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("post", "/faq/", 405), ("post", "/accounts/login/", 403), ("post", "/articles/nothing/comments/", 403)],
)
def test_refusals_carry_them(visitor, method, address, status):
    answer = getattr(visitor, method)(address, {"login": "a@example.org"}, secure=True)
    assert (answer.status_code, wrong(answer.headers)) == (status, [])


def test_a_foreign_host_name_gets_them_too(visitor):
    answer = visitor.get("/faq/", secure=True, headers={"host": "evil.example"})
    assert (answer.status_code, wrong(answer.headers)) == (400, [])


def test_media_carry_them(visitor):
    image = make_image()
    answer = visitor.get(f"/media/{image.renditions['jpeg'][0][1]}", secure=True)
    assert (answer.status_code, wrong(answer.headers)) == (200, [])


def test_static_files_carry_them(visitor, settings, tmp_path):
    (tmp_path / "base.css").write_text("body { margin: 0 }")
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS, settings.WHITENOISE_AUTOREFRESH = tmp_path, False, True
    answer = visitor.get("/static/base.css", secure=True)
    assert (answer.status_code, wrong(answer.headers)) == (200, [])


@pytest.mark.parametrize("address", ["/admin/", "/admin/clinic/user/", "/admin/nothing/", "/accounts/sessions/"])
def test_the_desk_carries_them_and_no_cache_may_keep_it(behind_tls, people, address):
    client = Client(raise_request_exception=False)
    client.force_login(people["owner"])
    answer = client.get(address, secure=True)
    assert wrong(answer.headers) == []
    assert answer["Cache-Control"] == "no-store, private"


def test_the_gate_carries_them_when_too_many_come(settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    told = {}
    gate = OverloadGate(None, threads=8)
    gate.inside = 8
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/faq/", "wsgi.url_scheme": "https"}
    gate(environ, lambda status, headers: told.update(headers, status=status))
    assert (told["status"][:3], wrong(told)) == ("503", [])


def test_without_tls_nobody_is_told_to_use_it(settings):
    assert "Strict-Transport-Security" not in Client().get("/healthz", secure=True).headers
    assert real.SECURE_HSTS_SECONDS == 0
