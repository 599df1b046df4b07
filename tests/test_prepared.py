"""Queries whose SQL is made once answer as the querysets that they are made from."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from clinic.prepared import Prepared
from tests.factories import make_article

pytestmark = pytest.mark.django_db
COLUMNS = ("pk", "slug", "page", "published_at", "live__digest")


def public(slug, now):
    return Article.objects.published(now).filter(slug=slug).values(*COLUMNS)


@pytest.fixture
def by_slug():
    return Prepared(public, slug=str, now=datetime)


def test_it_answers_as_the_queryset_does_each_time_anew(by_slug):
    first, second = make_article(), make_article()
    for article in (first, second, first):
        now = timezone.now()
        assert by_slug.rows(slug=article.slug, now=now) == list(public(article.slug, now))
    Article.objects.filter(pk=first.pk).update(page={"title": "“Other”"})
    assert by_slug.rows(slug=first.slug, now=timezone.now())[0]["page"] == {"title": "“Other”"}


def test_the_moment_is_that_of_the_question(by_slug):
    article = make_article()
    assert by_slug.rows(slug=article.slug, now=timezone.now())
    assert by_slug.rows(slug=article.slug, now=article.published_at - timedelta(seconds=1)) == []


@pytest.mark.parametrize("slug", ["", "' OR 1=1 --", "%s", "prepared parameter 1", "\N{ROCKET}"])
def test_no_value_becomes_a_part_of_the_sql(by_slug, slug):
    make_article()
    assert by_slug.rows(slug=slug, now=timezone.now()) == []


def test_fewer_numbers_than_there_is_room_for_find_only_theirs():
    some = Prepared(
        lambda numbers: Article.objects.filter(pk__in=numbers).order_by("pk").values("pk"), numbers=(int, 3)
    )
    one, two, _three = (make_article().pk for _ in range(3))
    for numbers in ([], [one], [two, one]):
        assert [row["pk"] for row in some.rows(numbers=numbers)] == sorted(numbers)


def test_more_numbers_than_there_is_room_for_are_refused():
    some = Prepared(lambda numbers: Article.objects.filter(pk__in=numbers).values("pk"), numbers=(int, 2))
    with pytest.raises(ValueError, match="zip"):
        some.rows(numbers=[1, 2, 3])


def test_a_moment_that_is_no_parameter_is_refused():
    late = Prepared(lambda slug: Article.objects.published().filter(slug=slug).values("pk"), slug=str)
    with pytest.raises(ValueError, match="moment"):
        late.rows(slug="x")


def test_a_parameter_that_nothing_asks_for_is_refused():
    idle = Prepared(lambda slug: Article.objects.values("pk"), slug=str)
    with pytest.raises(ValueError, match="slug"):
        idle.rows(slug="x")


def test_it_is_one_query(by_slug):
    article = make_article()
    by_slug.rows(slug=article.slug, now=timezone.now())
    with CaptureQueriesContext(connection) as captured:
        by_slug.rows(slug=article.slug, now=timezone.now())
    assert len(captured) == 1
