"""While the database is away the last good page is shown, marked; never one that was taken down or corrected."""

import pytest
from page_cache_site import application, ask, renderings, state, tiny_site  # noqa: F401

from pagecache import generations, outage
from pagecache.finding import find_last_good
from pagecache.front import key_of
from pagecache.generations import forget, forget_site, known, refresh
from pagecache.shared import pages as cache

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


@pytest.fixture(autouse=True)
def no_wait(monkeypatch):
    """Every reader asks the shared cache, as one does who comes half a second later."""
    monkeypatch.setattr(generations, "CHECK_SECONDS", 0)


def lose_the_database():
    state["broken"] = True


def test_a_refreshed_page_is_rendered_again_while_all_is_well():
    ask("/articles/1/")
    state["words"] = "second"
    refresh("article:1")
    assert ask("/articles/1/").text.startswith("second")
    assert "cache-status" not in ask("/articles/1/").headers


def test_the_last_good_page_is_shown_and_marked_and_no_other_cache_keeps_it():
    good = ask("/articles/1/")
    refresh("article:1")
    lose_the_database()
    stale = ask("/articles/1/")
    assert (stale.status, stale.body) == (200, good.body)
    assert stale.headers["cache-status"] == "portal; fwd=stale"
    assert stale.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("change", [lambda: forget("article:1"), forget_site], ids=["the article", "the site"])
def test_what_was_taken_down_or_corrected_is_not_shown(change):
    ask("/articles/1/")
    change()
    lose_the_database()
    assert ask("/articles/1/").status == 503


def test_a_later_refresh_does_not_bring_back_what_was_taken_down():
    ask("/articles/1/")
    forget("article:1")
    refresh("article:1")
    lose_the_database()
    assert ask("/articles/1/").status == 503


def test_nothing_is_shown_past_the_moment_that_the_clock_ends_it(time_machine):
    time_machine.move_to("2026-11-22T16:00:00Z")
    ask("/hours/")
    key = key_of({"PATH_INFO": "/hours/"})
    assert find_last_good(key)
    time_machine.move_to("2026-11-22T17:00:01Z")
    assert find_last_good(key) is None


def test_it_is_shown_only_for_as_long_as_configured(settings):
    settings.STALE_SECONDS = 0
    ask("/articles/1/")
    refresh("article:1")
    lose_the_database()
    assert ask("/articles/1/").status == 503


def test_while_the_database_is_known_to_be_away_nobody_waits_for_it():
    app = application()
    ask("/articles/1/", app=app)
    refresh("article:1")
    lose_the_database()
    for _ in range(5):
        assert ask("/articles/1/", app=app).status == 200
    assert renderings[1] == 2
    app.outage.seen_at -= outage.TRY_AGAIN
    state["broken"] = False
    assert "cache-status" not in ask("/articles/1/", app=app).headers
    assert renderings[1] == 3


def test_with_database_and_cache_away_nobody_can_confirm_a_page_and_none_is_shown(monkeypatch):
    ask("/articles/1/")
    refresh("article:1")
    lose_the_database()
    monkeypatch.setattr(cache, "get_many", lambda keys: 1 / 0)
    known.reset()
    assert ask("/articles/1/").status == 503


def test_a_page_that_was_never_made_is_503():
    lose_the_database()
    assert ask("/articles/1/").status == 503
    assert "cache-status" not in ask("/articles/1/").headers
