"""A planned end takes a page out of the search at its moment, however long the worker is silent."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import planning, publishing
from articles.findable import index_what_differs
from articles.models import Article
from search.finding import search, suggestions
from search.index import rebuild
from search.models import Entry
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
HOURS = timedelta(hours=1)


@pytest.fixture
def ending():
    article = make_article(title="Restful nights")
    planning.plan_expiry(article, timezone.now() + 2 * HOURS, publishing.MACHINE, reason="It is over.")
    return article


def found(*, after: timedelta) -> list[str]:
    """The articles that are found then; the same by suggestions."""
    with time_machine.travel(timezone.now() + after):
        hits = [hit.url for hit in search("restful", "en-us").hits if hit.kind == "article"]
        suggested = [each["url"] for each in suggestions("restful", "en-us")]
    assert hits == [url for url in suggested if url.startswith("/articles/")]
    return hits


def test_it_is_found_until_its_end_and_not_from_then_on(ending):
    assert found(after=HOURS) == [ending.get_absolute_url()]
    assert found(after=3 * HOURS) == []


def test_without_its_end_it_is_found_again(ending):
    planning.cancel_expiry(ending, publishing.MACHINE)
    assert found(after=3 * HOURS) == [ending.get_absolute_url()]


def test_publishing_and_rebuilding_keep_its_end(ending):
    publishing.refresh_projection(ending)
    assert found(after=3 * HOURS) == []
    rebuild()
    assert found(after=3 * HOURS) == []


def test_an_ended_page_that_is_published_again_is_found_again(ending, reader):
    with time_machine.travel(timezone.now() + 3 * HOURS):
        assert "Restful nights" not in reader.get("/restful-nights/").content.decode()
        publishing.publish(ending, Article.objects.get().draft, publishing.MACHINE)
    assert found(after=4 * HOURS) == [ending.get_absolute_url()]


def test_the_worker_tells_an_index_from_before_of_the_ends(ending):
    Entry.objects.update(ends_at=None)
    assert index_what_differs() == 1
    assert found(after=3 * HOURS) == []
    assert index_what_differs() == 0
