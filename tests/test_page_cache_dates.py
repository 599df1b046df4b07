"""Last-Modified and If-Modified-Since: right even where a page changes twice in a second."""

import pytest
from django.utils.http import http_date, parse_http_date
from page_cache_site import ask, renderings, state, tiny_site  # noqa: F401

from pagecache import generations
from pagecache.generations import forget

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]
START = 1_795_000_000


@pytest.fixture(autouse=True)
def clock(time_machine, monkeypatch):
    monkeypatch.setattr(generations, "CHECK_SECONDS", 0)

    def move(seconds: float):
        time_machine.move_to(START + seconds, tick=False)

    move(0.2)
    return move


def test_a_page_says_when_it_was_made(clock):
    ask("/articles/1/")
    clock(60)
    assert ask("/articles/1/").headers["last-modified"] == http_date(START)


def test_a_reader_who_has_it_by_date_gets_304(clock):
    ask("/articles/1/")
    clock(60)
    date = ask("/articles/1/").headers["last-modified"]
    for method in ("GET", "HEAD"):
        reply = ask("/articles/1/", method, HTTP_IF_MODIFIED_SINCE=date)
        assert (reply.status, reply.body) == (304, b"")
    assert ask("/articles/1/", HTTP_IF_MODIFIED_SINCE=http_date(START + 30)).status == 304
    assert renderings[1] == 1


@pytest.mark.parametrize("sent", [http_date(START - 1), http_date(START + 3600), "yesterday", "0", "\x00", "-1" * 90])
def test_an_older_date_a_future_one_or_nonsense_gets_the_page(sent, clock):
    ask("/articles/1/")
    clock(60)
    assert ask("/articles/1/", HTTP_IF_MODIFIED_SINCE=sent).status == 200


def test_a_tag_counts_more_than_a_date(clock):
    ask("/articles/1/")
    clock(60)
    date = ask("/articles/1/").headers["last-modified"]
    assert ask("/articles/1/", HTTP_IF_MODIFIED_SINCE=date, HTTP_IF_NONE_MATCH='"other"').status == 200


def test_whoever_read_a_page_that_was_replaced_in_the_same_second_gets_the_new_one(clock):
    old = ask("/articles/1/")
    clock(0.8)
    state["words"] = "second"
    forget("article:1")
    ask("/articles/1/")
    for later in (0.9, 1.5, 3, 60):
        clock(later)
        reply = ask("/articles/1/", HTTP_IF_MODIFIED_SINCE=old.headers["last-modified"])
        assert parse_http_date(reply.headers["last-modified"]) <= START
        if later > 2.8:
            assert (reply.status, reply.text[:6]) == (200, "second")


def test_a_date_buys_no_304_for_a_page_that_has_just_been_replaced(clock):
    old = ask("/articles/1/")
    clock(0.8)
    state["words"] = "second"
    forget("article:1")
    assert ask("/articles/1/", HTTP_IF_MODIFIED_SINCE=old.headers["last-modified"]).status == 200
