"""Forgetting: what changed is never served as it was, and what did not change is not rendered again."""

import pytest
from django.db import transaction
from django.utils import timezone
from page_cache_site import ask, renderings, start_afresh, state, tiny_site  # noqa: F401

from pagecache import generations
from pagecache.generations import forget, forget_site, key_of, known, settle
from pagecache.models import Change
from pagecache.shared import pages as cache

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


@pytest.fixture(autouse=True)
def no_wait(monkeypatch):
    """Every reader asks the shared cache, as one does who comes half a second later."""
    monkeypatch.setattr(generations, "CHECK_SECONDS", 0)


def change(words: str, *names: str) -> None:
    with transaction.atomic():
        state["words"] = words
        forget(*names)


def test_a_changed_article_is_rendered_again_and_no_other():
    for pk in (1, 2):
        ask(f"/articles/{pk}/")
    change("second", "article:1")
    assert ask("/articles/1/").text.startswith("second")
    assert ask("/articles/2/").text.startswith("first")
    assert ask("/articles/1/?page=2").text.startswith("second")


def test_a_change_of_the_site_reaches_every_page():
    for pk in (1, 2):
        ask(f"/articles/{pk}/")
    state["words"] = "second"
    forget_site()
    assert all(ask(f"/articles/{pk}/").text.startswith("second") for pk in (1, 2))


def test_without_a_transaction_it_acts_at_once():
    ask("/articles/1/")
    state["words"] = "second"
    forget("article:1")
    assert ask("/articles/1/").text.startswith("second")
    assert not Change.objects.exists()


def test_a_change_that_is_rolled_back_forgets_nothing():
    ask("/articles/1/")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        forget("article:1")
        raise ZeroDivisionError
    ask("/articles/1/")
    assert renderings[1] == 1
    assert not Change.objects.exists()


def test_before_the_commit_nothing_is_forgotten():
    with transaction.atomic():
        ask("/articles/1/")
        forget("article:1")
        ask("/articles/1/")
        assert renderings[1] == 1
    ask("/articles/1/")
    assert renderings[1] == 2


@pytest.mark.parametrize("name", ["article:1", "site"])
def test_a_change_during_a_rendering_wins_over_its_old_words(name):
    state["during"] = lambda: change("second", name)
    assert ask("/articles/1/").text.startswith("first")  # read before the change
    state["during"] = None
    assert ask("/articles/1/").text.startswith("second")
    ask("/articles/1/")
    assert renderings[1] == 2


def test_a_change_is_seen_by_a_process_that_knows_the_old_page_by_heart(monkeypatch):
    ask("/articles/1/")
    ask("/articles/1/")
    monkeypatch.setattr(generations, "CHECK_SECONDS", 0.5)
    change("second", "article:1")
    assert ask("/articles/1/").text.startswith("first")  # within its half second
    known.checked_at -= 0.5
    assert ask("/articles/1/").text.startswith("second")


def test_within_half_a_second_a_known_page_asks_nobody(monkeypatch, django_assert_num_queries):
    ask("/articles/1/")
    ask("/articles/1/")
    monkeypatch.setattr(generations, "CHECK_SECONDS", 60)
    with django_assert_num_queries(0), django_assert_num_queries(0, using="cache"):
        assert ask("/articles/1/").status == 200
    assert renderings[1] == 1


@pytest.mark.parametrize("lost", ["article:1", "site"])
def test_a_token_that_the_cache_lost_costs_one_rendering_and_revives_no_page(lost):
    ask("/articles/1/")
    cache.delete(key_of(lost))
    start_afresh()
    state["words"] = "second"
    assert ask("/articles/1/").text.startswith("second")
    assert ask("/articles/1/").text.startswith("second")
    assert renderings[1] == 1


def test_when_the_cache_has_lost_latest_pages_are_served_and_changes_still_seen():
    ask("/articles/1/")
    cache.delete(key_of("latest"))
    ask("/articles/1/")
    assert renderings[1] == 1
    change("second", "article:1")
    assert ask("/articles/1/").text.startswith("second")


def test_a_token_made_anew_elsewhere_does_not_shut_a_process_out(monkeypatch):
    ask("/articles/1/")
    ask("/articles/1/")
    monkeypatch.setattr(generations, "CHECK_SECONDS", 60)
    ask("/articles/2/")
    latest, tokens = known.latest, known.tokens
    cache.delete(key_of("article:1"))
    start_afresh()
    ask("/articles/1/")  # another process makes token and page anew
    known.latest, known.tokens, known.checked_at = latest, tokens, known.checked_at
    renderings.clear()
    ask("/articles/1/")
    assert renderings[1] == 0


def test_a_cache_that_is_down_hears_of_the_change_later(monkeypatch, caplog):
    ask("/articles/1/")
    with monkeypatch.context() as down:
        down.setattr(cache, "delete", lambda *args, **kwargs: 1 / 0)
        change("second", "article:1")
    assert "did not hear of a change: ZeroDivisionError" in caplog.text
    assert ask("/articles/1/").text.startswith("first")
    assert settle(timezone.now()) == 1
    assert ask("/articles/1/").text.startswith("second")
    assert settle(timezone.now()) == 0
