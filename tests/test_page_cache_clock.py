"""A page that depends on the clock is never served past the moment that makes it wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from page_cache_site import ask, renderings, start_afresh, state, tiny_site  # noqa: F401

from pagecache.memory import memory

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

CLOSING = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # the earlier of the view's two moments


@pytest.fixture
def clock(time_machine):
    def move(moment: datetime) -> None:
        time_machine.move_to(moment, tick=False)

    move(CLOSING - timedelta(hours=1))
    return move


@pytest.mark.parametrize("another_process", [False, True])
def test_a_page_holds_until_its_moment_and_not_longer(clock, another_process):
    ask("/hours/")
    clock(CLOSING - timedelta(seconds=1))
    if another_process:
        start_afresh()
        state["words"] = "first"
    assert ask("/hours/").text == "first"
    made = renderings["hours"]
    clock(CLOSING)
    state["words"] = "second"
    assert ask("/hours/").text == "second"
    assert renderings["hours"] == made + 1


def test_an_edge_may_not_keep_it_longer_either(clock, settings):
    settings.EDGE_TTL = 60
    assert ask("/hours/").headers["cache-control"].endswith("s-maxage=60")
    clock(CLOSING - timedelta(seconds=20))
    assert ask("/hours/").headers["cache-control"].endswith("s-maxage=20")
    clock(CLOSING)
    assert ask("/hours/").headers["cache-control"].endswith("s-maxage=0")


def test_a_page_whose_moment_has_passed_is_not_stored(clock):
    clock(CLOSING)
    ask("/hours/")
    ask("/hours/")
    assert renderings["hours"] == 2
    assert not memory.entries


def test_no_page_is_older_than_a_day(clock):
    ask("/articles/1/")
    clock(CLOSING + timedelta(hours=22))
    ask("/articles/1/")
    assert renderings[1] == 1
    clock(CLOSING + timedelta(hours=23))
    ask("/articles/1/")
    assert renderings[1] == 2


def test_a_clock_that_is_put_back_makes_pages_be_rendered_again(clock):
    ask("/articles/1/")
    clock(CLOSING - timedelta(days=2))
    ask("/articles/1/")
    assert renderings[1] == 2
