"""A clinic that has written for many years: every list and page of the editors' desk, and the queue, within bounds.

Not how long it takes, which depends on the machine (`make bench`), but how often the database is asked.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.content import Content
from articles.models import Article, Image, Revision, Source, Topic
from comments.models import Comment, Status
from tests.comment_factories import make_comment
from tests.factories import make_article, make_image, make_source, make_topic
from tests.signoff_factories import ask, signer_for
from tests.test_desk_query_counts import ARTICLE_PAGES, LISTS, MOST, PICKED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ARTICLES, SOURCES, IMAGES, TOPICS, VERSIONS = 10_000, 5_000, 5_000, 100, 50
WAITING, PUBLISHED = 5_000, 20_000
USED = 2_000  # articles that share one topic, source and picture
FIRST = 1_000_000  # a number beyond those that the database gives by itself
DESK = "/admin/articles/"
COMMENTS = "/admin/comments/comment/"
LONG_LISTS = [
    *LISTS,
    *(f"{kind}/?{query}" for kind in ("article", "source", "image", "topic") for query in ("q=number", "p=2", "o=-1")),
    *(f"article/pick/?kind={kind}" for kind in PICKED),
    *(f"{kind}/add/" for kind in ("article", "source", "image", "topic")),
]


def fill_the_library() -> dict:
    """Sources, pictures and topics, and one of each that very many articles have."""
    sha = make_image().sha256
    Source.objects.bulk_create(
        Source(key=f"many{n}", title=f"Study number {n}", kind="trial", checked_on="2026-01-01") for n in range(SOURCES)
    )
    Image.objects.bulk_create(
        Image(key=f"many-{n}", title=f"Picture number {n}", alt="A scene", sha256=sha, width=1200, height=800)
        for n in range(IMAGES)
    )
    Topic.objects.bulk_create(Topic(slug=f"many-{n}", title=f"Topic number {n}") for n in range(TOPICS))
    return {"topic": make_topic(), "source": make_source(), "image": make_image()}


def fill_with_articles(used: dict) -> None:
    """A half is public, a quarter was taken down and a quarter was never published; a third has a newer draft."""
    now, today = timezone.now(), timezone.localdate()
    articles, versions = [], []
    for number in range(FIRST, FIRST + ARTICLES):
        state = ("published", "published", "withdrawn", "draft")[number % 4]
        live = None if state == "draft" else number
        article = Article(pk=number, slug=f"many-{number}", title=f"Page number {number}", status=state, live_id=live)
        article.draft_id = number if number % 3 else number + ARTICLES
        article.published_at = article.changed_at = now - timedelta(minutes=number % 5_000) if live else None
        article.withdrawn_at = now if state == "withdrawn" else None
        article.next_review_on = today + timedelta(days=number % 90 - 45)
        articles.append(article)
        last = 1 if number % 3 else 2
        versions += [
            Revision(pk=number + step * ARTICLES, article_id=number, number=step + 1, content={}, digest=str(step))
            for step in range(last)
        ]
    Article.objects.bulk_create(articles, batch_size=1_000)
    Revision.objects.bulk_create(versions, batch_size=1_000)
    for kind, row in used.items():
        link = Article._meta.get_field(f"{kind}s").remote_field.through
        column = f"{kind}_id"
        link.objects.bulk_create(
            link(**{"article_id": number, column: row.pk}) for number in range(FIRST, FIRST + USED)
        )


@pytest.fixture
def large(people):
    """The site, and its article with many versions."""
    used = fill_the_library()
    words = f'<p>Words [@{used["source"].key}].</p><p><img src="/admin/picture/{used["image"].key}/" alt="A scene"></p>'
    article = make_article(topics=(used["topic"],), body=words)
    content = Content.from_json(article.live.content).to_json()
    Revision.objects.bulk_create(
        Revision(article=article, number=number, content=content, digest=str(number))
        for number in range(2, VERSIONS + 1)
    )
    Article.objects.filter(pk=article.pk).update(draft=article.revisions.first())
    fill_with_articles(used)
    article.refresh_from_db()
    ask(article, signer_for(people["clinician"]).clinician)
    return used | {"article": article}


def too_many(client, addresses) -> dict[str, int]:
    """The addresses that ask the database more often than they may."""
    client.get("/admin/")  # the first visit also opens the session
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address  # a redirect is no page
        if len(asked) > MOST:
            found[address] = len(asked)
    return found


def test_every_page_of_the_editors_desk_stays_within_fifteen_queries(large, editor, owner, clinician):
    pages = [f"{DESK}{page}" for page in LONG_LISTS]
    pages += [f"{DESK}article/{large['article'].pk}/{page}/" for page in ARTICLE_PAGES]
    pages += [f"{DESK}{kind}/{large[kind].pk}/change/" for kind in ("topic", "source", "image")]
    assert (Article.objects.count(), large["article"].revisions.count()) == (ARTICLES + 1, VERSIONS)
    waiting = reverse("articles:signoff_waiting")
    assert too_many(editor, ["/admin/", *pages, waiting]) == {}
    assert too_many(owner, ["/admin/", f"{DESK}article/", f"{DESK}article/?q=number"]) == {}
    assert too_many(clinician, ["/admin/", f"{DESK}article/", f"{DESK}article/?q=number", waiting]) == {}


def test_the_queue_stays_within_fifteen_queries_with_many_comments(moderator):
    article, now = make_article(), timezone.now()
    middle = make_comment(article=article)
    alike = {"article": article, "language": "en-us", "submitted_at": now, "waiting_since": now, "digest_key": "x"}
    decided = {"status": Status.APPROVED, "decided_at": now, "decided_by_name": "Somebody"}
    Comment.objects.bulk_create(
        (Comment(text=f"Words {n}", **alike, **(decided if n >= WAITING else {})) for n in range(WAITING + PUBLISHED)),
        batch_size=1_000,
    )
    back = ("looking-back/", "looking-back/?state=approved", "looking-back/?state=approved&words=words")
    own = [f"{COMMENTS}{page}" for page in ("", "?queue=normal", "?p=2", "?q=words", *back)]
    one = f"{COMMENTS}{middle.pk}/change/"
    assert too_many(moderator, ["/admin/", *own, one, f"{one}?queue=normal"]) == {}
