"""Every public address × GET, HEAD, POST, DELETE, asked by a stranger: exactly the answer declared here.

The addresses come from the URL resolver, so a new one fails until somebody has said what it answers. The desk has a
matrix of its own (test_admin_matrix.py).
"""

import pytest
from django.test import Client

from tests.addresses import fill, make_world, public_routes

pytestmark = pytest.mark.django_db

READ_ONLY = {"get": 200, "head": 200, "post": 405, "delete": 405}
DECLARED = {
    "": READ_ONLY,
    "articles/": READ_ONLY,
    "articles/<slug:slug>/": READ_ONLY,
    # A post that comes from none of our pages is refused; those that are taken have their own tests.
    "articles/<slug:slug>/comments/": READ_ONLY | {"post": 403},
    "articles/<slug:slug>/changes/": READ_ONLY,
    "articles/<slug:slug>/qr.svg": READ_ONLY,
    "l/<slug:code>/": READ_ONLY,
    # Posted to by the answer to an urgent message, with a signed mark; nobody reads it.
    "articles/<slug:slug>/feedback/": READ_ONLY | {"post": 403},
    "articles/<slug:slug>/comments/feed/": READ_ONLY,
    "comments/report/<int:number>/": READ_ONLY | {"post": 403},
    # Behind a secret or signed mark; a post that comes from none of our pages confirms and changes nothing.
    "comments/confirm/<str:token>/": {"get": 200, "head": 200, "post": 200, "delete": 405},
    "comments/stop/<str:token>/": {"get": 200, "head": 200, "post": 200, "delete": 405},
    "comments/<str:token>/": {"get": 200, "head": 200, "post": 403, "delete": 405},
    "comments/<str:token>/export/": READ_ONLY,
    "comments/delete/": {"get": 405, "head": 405, "post": 403, "delete": 405},
    "preview/<str:token>/": READ_ONLY,
    "topics/": READ_ONLY,
    "topics/<slug:slug>/": READ_ONLY,
    "a-z/": READ_ONLY,
    "a-z/<str:key>/": READ_ONLY,
    "glossary/": READ_ONLY,
    "feeds/articles/": READ_ONLY,
    "topics/<slug:slug>/feed/": READ_ONLY,
    "sitemap.xml": READ_ONLY,
    "robots.txt": READ_ONLY,
    "search/": READ_ONLY,
    "search/suggest/": READ_ONLY,
    ".well-known/security.txt": READ_ONLY,
    "authors/<slug:slug>/": READ_ONLY,
    "media/<str:name>": READ_ONLY,
    "faq/": READ_ONLY,
    "help-now/": READ_ONLY,
    "our-service/": READ_ONLY,
    "contact/": READ_ONLY,
    "about/": READ_ONLY,
    "about/editorial-policy/": READ_ONLY,
    "about/privacy/": READ_ONLY,
    "about/accessibility/": READ_ONLY,
    "about/comment-rules/": READ_ONLY,
    "about/your-words/": READ_ONLY,
    "about/corrections/": READ_ONLY,
    "about/<slug:policy>/versions/": READ_ONLY,
    "about/<slug:policy>/versions/<int:number>/": READ_ONLY,
    "healthz": READ_ONLY,
    "readyz": READ_ONLY,
}
NOT_STORED = (
    "articles/<slug:slug>/feedback/",
    "preview/<str:token>/",
    "healthz",
    "readyz",
    "comments/delete/",
    "search/",
    "search/suggest/",
)
NOT_STORED += tuple(route for route in DECLARED if route.startswith("comments/"))


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=True)


def test_every_public_address_is_declared_and_every_declaration_has_one():
    assert set(public_routes()) == set(DECLARED)


@pytest.mark.parametrize("route", DECLARED)
def test_an_address_answers_a_stranger_as_declared(route, people, stranger):
    address = "/" + fill(route, make_world(people))
    given = {method: getattr(stranger, method)(address).status_code for method in DECLARED[route]}
    assert given == DECLARED[route]


@pytest.mark.parametrize("route", [route for route in DECLARED if route not in NOT_STORED])
def test_an_address_gives_everybody_the_same_and_no_cookie(route, people, stranger, editor):
    """Also to somebody who is signed in, and to one whose cookies are nonsense."""
    address = "/" + fill(route, make_world(people))
    stranger.cookies.load({"session": "x", "csrf": "malformed", "sessionid": "y"})
    answers = [client.get(address) for client in (stranger, editor, Client())]
    assert len({b"".join(answer) for answer in answers}) == 1
    for answer in answers:
        assert not answer.cookies
        assert answer.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert "public" in answer["Cache-Control"]
        assert "nonce" not in answer["Content-Security-Policy"]
    assert b"csrfmiddlewaretoken" not in b"".join(Client().get(address))


def test_addresses_without_their_slash_lead_on(stranger):
    assert stranger.get("/help-now").headers["Location"] == "/help-now/"
