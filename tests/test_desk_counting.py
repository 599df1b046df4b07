"""Long lists of the desk count only so far, and say so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic import paging
from comments import admin
from comments.models import Comment, Feedback, Report, Status
from tests.comment_factories import make_comment
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 3)
    article = make_article()

    def make(number: int):
        for _ in range(number):
            make_comment(article=article)

    return make


def test_a_short_list_is_counted(moderator, few):
    few(3)
    assert "3 comments" in moderator.get(LIST).content.decode()


def test_a_long_one_is_counted_as_far_as_the_bound(moderator, few):
    few(5)
    assert "more than 3 comments" in moderator.get(LIST).content.decode()


def test_no_count_reads_more_rows_than_the_bound(moderator, few):
    few(5)
    with CaptureQueriesContext(connection) as captured:
        moderator.get(LIST)
    counts = [query["sql"] for query in captured.captured_queries if "COUNT(*)" in query["sql"]]
    assert counts
    assert all("LIMIT 4" in sql for sql in counts if "comments_comment" in sql)


def test_a_page_behind_the_bound_is_refused_kindly(moderator, few):
    few(5)
    assert moderator.get(LIST + "?p=9999").status_code in (200, 302)


@pytest.mark.parametrize("kind", ["report", "feedback"])
def test_lists_of_readers_words_are_counted_as_far_as_the_bound(moderator, few, kind):
    comment = make_comment(article=make_article(), status=Status.APPROVED)
    for _ in range(5):
        if kind == "report":
            Report.objects.create(comment=comment, why="unkind")
        else:
            Feedback.objects.create(article=comment.article, section="Sources", text="Odd")
    with CaptureQueriesContext(connection) as captured:
        page = moderator.get(f"/admin/comments/{kind}/").content.decode()
    counts = [query["sql"] for query in captured.captured_queries if "COUNT(*)" in query["sql"]]
    assert "more than 3" in page and counts
    assert all("LIMIT 4" in sql for sql in counts if f"comments_{kind}" in sql)


@pytest.mark.parametrize("address", [LIST, LIST + "?state=taken_back", "/admin/comments/report/"])
def test_a_list_that_fits_on_one_page_joins_no_table_before_it_knows_its_rows(moderator, few, address):
    few(2)
    comment = make_comment(status=Status.WITHDRAWN, taken_back_at=timezone.now(), tier="high", queue="urgent")
    Report.objects.create(comment=comment, why="unkind")
    with CaptureQueriesContext(connection) as captured:
        assert moderator.get(address).status_code == 200
    joined = [sql for sql in (query["sql"] for query in captured.captured_queries) if "articles_article" in sql]
    assert joined and all('"id" IN (' in sql for sql in joined)


def test_a_search_in_what_waits_looks_at_those_to_be_read_next(moderator, few, monkeypatch):
    monkeypatch.setattr(admin, "COUNTED", 3)
    few(5)
    newest = Comment.objects.order_by("submitted_at").last()
    assert "No comment in this queue has these words" in moderator.get(LIST, {"q": newest.text}).content.decode()
    oldest = Comment.objects.order_by("submitted_at").first()
    assert "No comment in this queue" not in moderator.get(LIST, {"q": oldest.text}).content.decode()


def test_the_bound_is_a_number_for_everything_but_reading():
    bound = paging.AtLeast(10_000)
    assert bound + 1 == 10_001
    assert str(bound) == "more than 10,000"
    assert Comment.objects.count() == 0
