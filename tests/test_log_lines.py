"""No line of the log holds what somebody typed, who it was, or a secret part of an address.

With the path in place of the route, or an error's message beside its kind, it does, and a test here fails (seen).
"""

import logging

import pytest
from django.test import Client

from clinic.models import StaffLink, User
from portal.logs import JsonFormatter
from portal.staff_links import make_link
from tests.addresses import make_world, public_addresses, token_for
from tests.comment_factories import send
from tests.factories import make_article

pytestmark = pytest.mark.django_db
WORDS, NAME, MAIL, SEARCHED = "marmalade on toast helped", "Quillfeather", "owl@quill.example", "zyxwvut"
NETWORK, PASSWORD = "203.0.113.77", "my calm password words"


@pytest.fixture
def lines(caplog):
    """Everything logged so far, as it is written."""
    caplog.set_level(logging.DEBUG)
    return lambda: "\n".join(JsonFormatter().format(record) for record in caplog.records)


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False, REMOTE_ADDR=NETWORK)


def test_what_readers_send_and_look_for_is_in_no_line(visitor, people, lines):
    article = make_article()
    send(visitor, article, text=WORDS, name=NAME, email=MAIL)
    send(visitor, article, text="kill " * 400 + WORDS, name=NAME, email="not an address " + MAIL)
    for address in ("/search/", "/search/suggest/", f"/articles/{article.slug}/comments/"):
        visitor.get(address, {"q": SEARCHED, "reply": SEARCHED})
    visitor.get(f"/{SEARCHED}/")
    visitor.post("/comments/delete/", {"token": SEARCHED})
    assert "comments:thread" in lines()
    for secret in (WORDS, NAME, MAIL, SEARCHED, NETWORK):
        assert secret not in lines()


def test_being_asked_whether_all_is_well_writes_a_line_only_when_it_is_not(visitor, db, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "portal.requests")
    visitor.get("/healthz")
    assert not caplog.records
    monkeypatch.setattr("portal.health.database", lambda: "down")
    assert visitor.get("/readyz").status_code == 503
    assert [record.route for record in caplog.records] == ["readyz"]


def test_the_secret_parts_of_addresses_are_in_no_line(visitor, people, lines):
    world = make_world(people)
    secret = {token_for(start, world) for start in ("preview/", "comments/", "comments/confirm/", "comments/stop/")}
    link = make_link(people["editor"], StaffLink.Purpose.PASSWORD).removeprefix("http://testserver")
    for address in [*public_addresses(world), link]:
        visitor.get(address)
        visitor.post(address)
    assert "staff_link" in lines() and "articles:shared" in lines()
    for token in (*secret, link.split("/")[3], NETWORK):
        assert len(token) > 8 and token not in lines()


def test_who_signs_in_and_with_what_is_in_no_line(visitor, people, lines):
    User.objects.create_user(MAIL, PASSWORD, display_name=NAME)
    for password in (PASSWORD + SEARCHED, PASSWORD):
        visitor.post("/accounts/login/", {"login": MAIL, "password": password})
    visitor.post("/accounts/password/reset/", {"email": MAIL})
    assert "account_login" in lines()
    for secret in (PASSWORD, NAME, MAIL, SEARCHED, NETWORK):
        assert secret not in lines()


def test_an_error_that_quotes_somebody_is_logged_by_its_kind(visitor, people, lines, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError(f"cannot read “{WORDS}” of {MAIL}")

    monkeypatch.setattr("comments.sending.submit", fail)
    answer = send(visitor, make_article(), text=WORDS, name=NAME, email=MAIL)
    assert answer.status_code == 500 and "ValueError" in lines()
    for secret in (WORDS, NAME, MAIL):
        assert secret not in lines()
