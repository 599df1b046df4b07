"""Pages for what goes wrong: each is ours, has the help lines and a way on, and never fails itself.

Seen red with a bare word in the place of the last resort, and with a database that is away taken for a mistake.
"""

import re

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import include, path

from portal import errors
from tests.factories import make_article

pytestmark = pytest.mark.servers

RAISED = {
    "broken": ValueError("secret words of a visitor"),
    "down": OperationalError("server closed the connection"),
    "forbidden": PermissionDenied(),
    "strange": BadRequest(),
    "big": RequestDataTooBig(),
}


def raising(request, name):
    raise RAISED[name]


urlpatterns = [path("raise/<name>/", raising), path("", include("portal.urls"))]
handler400, handler403 = "portal.errors.bad_request", "portal.errors.forbidden"
handler404, handler500 = "portal.errors.not_found", "portal.errors.server_error"

raises = pytest.mark.urls(__name__)


@pytest.fixture
def visitor(client):
    """A client that gets the page a person would get."""
    client.raise_request_exception = False
    return client


@raises
@pytest.mark.parametrize(
    ("name", "status"), [("broken", 500), ("down", 503), ("forbidden", 403), ("strange", 400), ("big", 413)]
)
def test_what_a_view_raises_becomes_a_page_of_ours(visitor, name, status):
    response = visitor.get(f"/raise/{name}/")
    page = response.content.decode()
    assert response.status_code == status
    assert f"Error {status}" in page
    assert "secret words" not in page
    assert "Traceback" not in page and "raising" not in page and str(settings.BASE_DIR) not in page
    assert "stylesheet" in page


@pytest.mark.parametrize("status", errors.PAGES)
def test_every_error_page_helps(status):
    response = errors.render_error(RequestFactory().get("/x"), status)
    page = response.content.decode()
    assert response.status_code == status
    assert len(re.findall(r"<h1>[^<]{10,}</h1>", page)) == 1
    main = page[page.index("<main") : page.index("</main>")]
    assert 'href="tel:911"' in main
    assert 'href="tel:988"' in main
    assert 'href="/contact/"' in main
    assert '<meta name="robots" content="noindex">' in page
    assert "Oops" not in page


@pytest.mark.parametrize("status", errors.PAGES)
def test_no_error_page_is_stored_or_sets_a_cookie(status):
    response = errors.render_error(RequestFactory().get("/x"), status)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/articles/nothing/",
        "/topics/nothing/",
        "/authors/nothing/",
        "/media/nothing.jpg",
        "/about/nothing/",
        "/faq/nothing/",
        "/help-now/nothing/",
        "/articles/nothing/comments/",
    ],
)
def test_an_unknown_address_has_our_page(visitor, db, address):
    response = visitor.get(address)
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()


def test_a_mistyped_address_leads_to_the_page_that_was_meant(visitor, db):
    article = make_article(title="Ketamine for depression")
    for address in ("/articles/ketamine-deprssion/", "/old/ketamin-for-depresion.html", "/depression"):
        page = visitor.get(address).content.decode()
        assert f'href="{article.get_absolute_url()}"' in page.split("Perhaps you were looking for")[1], address
    assert "Perhaps you were" not in visitor.get("/deprssion").content.decode()  # one word is too little to guess at


def test_a_foreign_host_name_gets_our_page(visitor):
    response = visitor.get("/faq/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_503_says_when_to_come_back():
    response = errors.unavailable(RequestFactory().get("/"), retry_after=30)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"


def test_429_says_in_minutes_when_to_come_back():
    response = errors.render_error(RequestFactory().get("/"), 429, retry_after=90)
    assert response["Retry-After"] == "90"
    assert "in about 2 minutes" in " ".join(response.content.decode().split())


def test_410_says_why_and_where_to_go_instead():
    context = {
        "title": "Old <page>",
        "reason": "It was wrong.",
        "replacement": {"title": "New", "url": "/new/"},
    }
    page = errors.render_error(RequestFactory().get("/"), 410, **context).content.decode()
    assert "“Old &lt;page&gt;”" in page
    assert "It was wrong." in page
    assert '<a href="/new/">New</a>' in page


def test_a_staff_form_without_its_token_is_explained(people):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people["editor"])
    response = client.post("/admin/articles/article/add/", {"x": "y"})
    assert response.status_code == 403
    assert "This form was open too long" in response.content.decode()


def test_a_template_that_fails_leaves_a_plain_page_with_the_numbers(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("template")

    monkeypatch.setattr(errors.loader, "render_to_string", fail)
    response = errors.render_error(RequestFactory().get("/"), 500)
    page = response.content.decode()
    assert response.status_code == 500
    assert '<a href="tel:911">911</a>' in page
    assert '<a href="tel:988">988</a>' in page
    assert "$" not in page


def test_without_template_and_profile_the_numbers_of_several_countries_stand_there(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("everything")

    monkeypatch.setattr(errors.loader, "render_to_string", fail)
    monkeypatch.setattr(errors, "get_profile", fail)
    page = errors.render_error(RequestFactory().get("/"), 503).content.decode()
    assert "call 911 in the United States and Canada, 999 in the United Kingdom" in page


def test_a_status_without_a_page_still_gets_an_answer():
    assert errors.render_error(RequestFactory().get("/"), 418).status_code == 418
