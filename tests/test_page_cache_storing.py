"""Only what anybody may have is stored."""

import pytest
from page_cache_site import ask, renderings, start_afresh, tiny_site  # noqa: F401

from pagecache.memory import Memory
from pagecache.shared import shared

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


@pytest.mark.parametrize("kind", ["cookie", "varying", "nonce"])
def test_a_public_page_made_for_one_reader_is_stored_nowhere(kind, caplog):
    for times in (1, 2):
        reply = ask(f"/odd/{kind}/")
        assert reply.status == 200
        assert reply.headers["cache-control"] == "private, no-store"
        assert renderings[kind] == times
    assert "public page not stored" in caplog.text


@pytest.mark.parametrize("kind", ["private", "streaming", "missing", "moved", "large"])
def test_what_shall_not_be_stored_is_rendered_each_time(kind):
    for times in (1, 2):
        reply = ask(f"/odd/{kind}/")
        assert renderings[kind] == times
    if kind != "large":  # anybody may have that one, it is only too big for us
        assert "public" not in reply.headers.get("cache-control", "")


def test_a_cookie_goes_to_its_reader_and_into_no_cache(monkeypatch):
    written = []
    monkeypatch.setattr(shared, "set", lambda *args: written.append(args))
    assert "secret" in ask("/odd/cookie/").headers["set-cookie"]
    assert written == []
    ask("/articles/1/")
    assert len(written) == 1  # the test looks at the right place


def test_a_view_that_reads_the_cookie_is_not_stored():
    ask("/cookie-reader/")
    ask("/cookie-reader/")
    assert renderings["plain"] == 2


def test_a_view_that_did_not_opt_in_is_not_touched():
    for times in (1, 2):
        assert "etag" not in ask("/plain/").headers
        assert renderings["plain"] == times


def test_a_withdrawn_page_is_stored_as_such():
    for _ in range(2):
        reply = ask("/odd/gone/")
        assert (reply.status, reply.text) == (410, "words")
    assert renderings["gone"] == 1
    assert ask("/odd/gone/", HTTP_IF_NONE_MATCH=reply.headers["etag"]).status == 410


def test_another_process_serves_the_page_that_this_one_stored():
    ask("/articles/1/")
    start_afresh()
    ask("/articles/1/")
    assert renderings[1] == 0


def test_the_memory_is_bounded_and_drops_what_was_read_longest_ago():
    class Page:
        size = 40

    few = Memory(most_bytes=100)
    few.put("a", Page())
    few.put("b", Page())
    few.get("a")
    few.put("c", Page())
    assert (few.get("b"), few.bytes) == (None, 80)
    assert few.get("a")
    assert few.get("c")


def test_the_number_of_the_first_request_is_not_stored_even_if_the_view_sets_it():
    ask("/odd/numbered/")
    assert ask("/odd/numbered/").headers["x-request-id"] != "inner"
    assert renderings["numbered"] == 1
