"""The database finds what pages ask for by index, and never reads a whole table of comments or articles."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.admin.article import DRAFT_AUTHOR
from articles.models import Article, LiveCheck, Revision
from articles.views import newest
from comments.feeds import newest_of
from comments.looking_back import Wanted, fitting_of, picked_by_index
from comments.models import Comment, Decision, Status
from comments.network import comments_from
from comments.notices import given_lately
from portal.statistics import update_statistics
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
LONG_AGO = (datetime(2020, 1, 1, tzinfo=UTC), 1)


def public_thread():
    return Comment.objects.published().filter(article=1, parent=None).order_by("submitted_at", "pk")[:50]


def desk_list(*orders, **filters):
    return lambda: Article.objects.filter(**filters).order_by(*orders, "-changed_at", "-pk").values("pk")[:50]


def looked_through(**wanted):
    return picked_by_index(Wanted(**wanted)).order_by("-submitted_at", "-pk").values_list("pk", flat=True)[:250]


QUERIES = {
    "the desk's articles by last change": (desk_list(), "article_desk"),
    "those of a kind": (desk_list(kind="guide"), "article_desk"),
    "those of a state": (desk_list(status="draft"), ("article_by_state", "article_desk")),
    "by their next review": (desk_list("next_review_on"), ("article_desk", "article_next_review")),
    "by the age of their drafts": (desk_list("-draft_id"), ("article_desk", "articles_article_draft_id")),
    "by who wrote their drafts": (desk_list(DRAFT_AUTHOR), ("article_desk", "revision_author")),
    "public pages with findings": (
        lambda: LiveCheck.objects.filter(blocking__gt=0).order_by("-blocking", "article").values("article")[:5],
        "live_check_findings",
    ),
    "public pages with dead links": (
        lambda: LiveCheck.objects.filter(dead_links__gt=0).order_by("-dead_links", "article").values("article")[:5],
        "live_check_links",
    ),
    "public pages with older words than the library": (
        lambda: LiveCheck.objects.exclude(newer_data="").order_by("article").values("article")[:5],
        "live_check_newer_data",
    ),
    "the newest articles": (lambda: newest()[:12], "article_list"),
    "an article by its address": (
        lambda: Article.objects.published().filter(language="en-us", slug="a"),
        ("article_language_slug_unique", "autoindex_articles_article"),
    ),
    "what is due to be published": (
        lambda: Article.objects.filter(publish_at__lte=timezone.now()).order_by("publish_at"),
        "article_due",
    ),
    "an article's comments": (public_thread, "comment_thread"),
    "the newest under an article, for its feed": (lambda: newest_of(1), "comment_feed"),
    "the answers to fifty comments": (
        lambda: Comment.objects.published().filter(article=1, parent__in=range(50)).order_by(),
        ("comment_thread", "parent_id"),
    ),
    "the queue in its order of reading": (
        lambda: Comment.objects.waiting().ordinary().order_by("priority", "submitted_at", "pk")[:50],
        "comment_reading_order",
    ),
    "how many wait": (
        lambda: Comment.objects.waiting().order_by().values("queue"),
        ("comment_queue", "comment_reading_order"),
    ),
    "approved comments, the newest first": (
        lambda: Comment.objects.filter(status=Status.APPROVED).order_by("-submitted_at", "-pk")[:50],
        "comment_queue",
    ),
    "a network's comments": (
        lambda: comments_from(["a", "b"], timezone.now()).order_by("-submitted_at"),
        "comment_network",
    ),
    "the same words under the same article": (
        lambda: Comment.objects.filter(article=1, text_digest="a"),
        ("comment_sent_once", "autoindex_comments_comment"),
    ),
    "how often an address was given": (lambda: given_lately("a@example.org", timezone.now()), "comment_email_any_case"),
    "a month of decisions": (
        lambda: Decision.objects.filter(at__gte=timezone.now(), at__lt=timezone.now()).exclude(queue=""),
        "decision_when",
    ),
    "looking back over everything": (lambda: looked_through(before=LONG_AGO), "comment_sent"),
    "looking back by state": (lambda: looked_through(state="spam", before=LONG_AGO), "comment_queue"),
    "looking back by article": (lambda: looked_through(article=1, state="spam"), "comment_of_article"),
    "looking back by name": (lambda: looked_through(name="Owl", article=1, state="spam"), "comment_name_any_case"),
    "which of those looked through fit": (
        lambda: fitting_of([1, 2, 3], Wanted(state="spam", article=1, queue="normal", words=("kettle",))),
        ("INTEGER PRIMARY KEY", "comments_comment_pkey"),
    ),
    "what its writers took back": (
        lambda: Comment.objects.filter(taken_back_at__isnull=False, erased_at=None).order_by("-submitted_at", "-pk"),
        "comment_taken_back",
    ),
    "alerts that are due": (lambda: Comment.objects.filter(next_alert_at__lte=timezone.now()), "comment_alerts_due"),
}


@pytest.mark.parametrize("name", QUERIES)
def test_the_index_made_for_it_is_used(name):
    make, indexes = QUERIES[name]
    plan = plan_of(make())
    assert "Seq Scan" not in plan, plan
    if connection.vendor == "postgresql":
        return  # which of its indexes PostgreSQL takes it decides by what is in the tables, and here there is nothing
    assert any(index in plan for index in ([indexes] if isinstance(indexes, str) else indexes)), plan
    assert "SCAN comments_comment" not in plan.replace("USING", ""), plan


def plan_of(rows) -> str:
    if connection.vendor != "postgresql":
        return rows.explain()
    with connection.cursor() as cursor:
        # A test's tables are so small that reading them whole is right. The question is whether it can do without.
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_the_feed_of_a_long_discussion_sorts_nothing_but_what_appeared_in_the_same_moment():
    article = make_article()
    now = timezone.now()
    Comment.objects.bulk_create(
        Comment(
            article=article, text=f"{n}", status="approved", decided_at=now - timedelta(minutes=n), decided_by_name="A"
        )
        for n in range(3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = plan_of(newest_of(article))
    assert "comment_feed" in plan
    if connection.vendor == "postgresql":
        assert "Incremental Sort" in plan and "Presorted Key" in plan, plan
    else:
        assert "ORDER BY" not in plan, plan


def test_the_check_sees_a_query_without_an_index():
    make_article()
    plan = plan_of(Comment.objects.filter(text="words"))
    assert not any(name in plan for name in ("comment_queue", "comment_thread", "comment_network"))


def test_the_worker_keeps_what_the_database_knows_of_its_tables_fresh():
    make_article()
    known = {
        "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'articles_article'",
        "postgresql": "SELECT count(*) FROM pg_class WHERE relname = 'articles_article' AND reltuples = 1",
    }[connection.vendor]
    update_statistics()
    with connection.cursor() as cursor:
        cursor.execute(known)
        assert cursor.fetchone()[0] > 0


@pytest.mark.sqlite
def test_every_order_of_the_desks_list_is_read_from_indexes_alone():
    """Once the database has looked: a guess that differs from index to index reads rows that hold whole pages."""
    Article.objects.bulk_create(Article(slug=f"a-{number}", title=f"Title {number}") for number in range(1_500))
    rows = list(Article.objects.all())
    Revision.objects.bulk_create(Revision(article=row, number=1, content={}, digest="") for row in rows)
    for row, draft in zip(rows, Revision.objects.order_by("pk"), strict=True):
        row.draft, row.next_review_on = draft, timezone.localdate() if draft.pk % 2 else None
    Article.objects.bulk_update(rows, ["draft", "next_review_on"], batch_size=500)
    update_statistics()
    for orders in ((), ("next_review_on",), ("-next_review_on",), (DRAFT_AUTHOR,), ("status",)):
        plan = plan_of(desk_list(*orders)())
        assert "USING COVERING INDEX" in plan, (orders, plan)
        assert "SCAN articles_article USING INDEX" not in plan, (orders, plan)
        assert "SEARCH U0 USING INTEGER PRIMARY KEY" not in plan, (orders, plan)  # the whole version, for its author
