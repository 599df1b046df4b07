"""The database is away: stored pages and those that need none are served, the rest answers 503 with help lines."""

import pytest
from django.db import OperationalError, connections

from tests.comment_factories import FROM_OUR_PAGE, send
from tests.conftest import signed_in
from tests.factories import make_article
from tests.page_cache_site import application, ask, start_afresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache", "connections_stay")]


@pytest.fixture(autouse=True)
def no_memory():
    start_afresh()
    yield
    start_afresh()


@pytest.fixture
def take_away(monkeypatch):
    """Takes the main database away; the shared cache has a file or server of its own."""

    def act():
        def away(*args, **kwargs):
            raise OperationalError("connection to server failed for user portal")

        for name in ("cursor", "chunked_cursor", "ensure_connection"):
            monkeypatch.setattr(connections["default"], name, away)

    yield act
    monkeypatch.undo()


def is_a_page_with_help(status: int, headers, page: str) -> bool:
    return status == 503 and int(headers["retry-after"]) > 0 and 'href="tel:988"' in page


def test_a_stored_page_is_still_served(take_away):
    article = make_article()
    before = ask(article.get_absolute_url())
    take_away()
    after = ask(article.get_absolute_url(), app=application())
    assert (after.status, after.body) == (200, before.body)


def test_a_page_that_is_not_stored_answers_503(take_away):
    article = make_article()
    take_away()
    reply = ask(article.get_absolute_url())
    assert is_a_page_with_help(reply.status, reply.headers, reply.text)
    assert "server failed" not in reply.text


@pytest.mark.parametrize(
    "address", ["/help-now/", "/faq/", "/contact/", "/our-service/", "/about/privacy/", "/healthz"]
)
def test_what_needs_no_database_is_served(take_away, address):
    take_away()
    assert ask(address).status == 200


def test_a_comment_is_not_lost_without_a_word(take_away, client):
    article = make_article()
    take_away()
    response = send(client, article, text="Words that took me an hour.", headers=FROM_OUR_PAGE)
    assert is_a_page_with_help(response.status_code, response.headers, response.content.decode())
    assert "Words that took me an hour." in response.content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/admin/articles/article/"])
def test_the_desk_answers_503(take_away, people, address):
    client = signed_in(people["editor"])
    client.raise_request_exception = False
    take_away()
    response = client.get(address)
    assert is_a_page_with_help(response.status_code, response.headers, response.content.decode())


def test_it_may_also_go_away_inside_the_middleware(people, monkeypatch, settings, caplog):
    """A session is saved after the view is done, where no view's exception handling reaches."""
    from django.contrib.sessions.backends.db import SessionStore

    def away(*args, **kwargs):
        raise OperationalError("words of the server")

    client = signed_in(people["editor"])
    client.raise_request_exception = False
    settings.SESSION_SAVE_EVERY_REQUEST = True
    monkeypatch.setattr(SessionStore, "save", away)
    response = client.get("/accounts/logout/")
    assert is_a_page_with_help(response.status_code, response.headers, response.content.decode())
    assert "database or disk unavailable" in caplog.text
