"""A large site for measuring: copies of the starter articles and made-up comments, in bulk. It goes on where it was
stopped, because what is missing is worked out from what is there."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, islice
from random import Random

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.models import Article, Revision
from articles.models import Topic as Topics
from comments.models import Comment, Reason, Status
from comments.triage import triage
from pagecache.generations import forget_site

BATCH_ARTICLES, BATCH_COMMENTS = 500, 5_000
# The article that is measured: as many public comments as in the table of targets.
SHOWN, SHOWN_COMMENTS, SHOWN_REPLIES = "bench-000001", 50, 20
WORDS = (
    "I read this twice and it helped me to ask better questions.",
    "The waiting room was quiet and somebody explained every step.",
    "Thank you for saying plainly what nobody knows yet.",
    "How long should somebody stay at home afterwards?",
    "My sister came along and that made the day easier.",
    "I would have liked to know more about the other choices.",
    "The part about sleep was new to me.",
    "It took me a while to find the list of sources at the end.",
)
NAMES = ("Night owl", "R.", "A reader", "Grateful", "", "Maple", "Somebody new", "T.")


class NoStarter(Exception):
    """There is no published article to copy."""


def build(articles: int, comments: int, pending: int, progress: Callable) -> None:
    """Brings the site up to so many public articles and comments, `pending` of these waiting. `progress` is called
    with (what, done, all)."""
    make_articles(articles, progress)
    make_comments(comments, pending, progress)
    forget_site()


def make_articles(wanted: int, progress: Callable) -> None:
    models = list(Article.objects.published().exclude(slug__startswith="bench-").select_related("live")[:20])
    if not models:
        raise NoStarter
    have, made = Article.objects.published().count(), Article.objects.filter(slug__startswith="bench-").count()
    numbers = iter(range(made + 1, made + max(0, wanted - have) + 1))
    while batch := list(islice(numbers, BATCH_ARTICLES)):
        with transaction.atomic():
            copy_articles(models, batch)
        have += len(batch)
        progress("articles", have, wanted)


def copy_articles(models: list[Article], numbers: list[int]) -> None:
    now = timezone.now()
    rows = [copy_of(models[0 if number == 1 else number % len(models)], number, now) for number in numbers]
    originals = {row.slug: row.original for row in rows}
    Article.objects.bulk_create(rows)
    Revision.objects.bulk_create(
        Revision(
            article=row,
            number=1,
            content=originals[row.slug].live.content | {"title": row.title},
            digest=originals[row.slug].live.digest,
        )
        for row in rows
    )
    # A public article needs its revision, and the revision its article: so in this order.
    first = Revision.objects.filter(article=OuterRef("pk"), number=1).values("pk")
    made = Article.objects.filter(pk__in=[row.pk for row in rows])
    made.update(live=Subquery(first), draft=Subquery(first), status=Article.Status.PUBLISHED)
    topics = list(Topics.objects.values_list("pk", flat=True))
    link = Article.topics.through
    link.objects.bulk_create(
        link(article_id=row.pk, topic_id=topics[number % len(topics)])
        for row, number in zip(rows, numbers, strict=True)
    )


def copy_of(original: Article, number: int, now) -> Article:
    slug, title = f"bench-{number:06}", f"{original.title} ({number})"
    moment = now - timedelta(days=1, minutes=number)
    row = Article(
        slug=slug,
        title=title,
        language=original.language,
        summary=original.summary,
        kind=original.kind,
        keywords=original.keywords,
        author_id=original.author_id,
        image_id=original.image_id,
        page=original.page | {"title": title},
        card=original.card | {"title": title, "url": f"/articles/{slug}/"},
        published_at=moment,
        changed_at=moment,
        next_review_on=original.next_review_on,
    )
    row.original = original
    return row


def make_comments(wanted: int, pending: int, progress: Callable) -> None:
    articles = list(Article.objects.filter(slug__startswith="bench-").order_by("pk").values_list("pk", flat=True))
    if not articles:
        articles = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    seen = {text: triage(text).as_fields() for text in WORDS}
    have = Comment.objects.count()
    waiting = pending - Comment.objects.waiting().count()
    shown = SHOWN_COMMENTS - Comment.objects.filter(article=articles[0]).count()
    rows = comment_rows(articles, seen, max(0, waiting), max(0, shown), start=have)
    while have < wanted:
        batch = list(islice(rows, min(BATCH_COMMENTS, wanted - have)))
        with transaction.atomic():
            store_comments(batch)
        have += len(batch)
        progress("comments", have, wanted)


def store_comments(batch: list[Comment]) -> None:
    """First those that stand alone: an answer needs its comment's number."""
    alone = [row for row in batch if not hasattr(row, "answers")]
    Comment.objects.bulk_create(alone, batch_size=1_000)
    answers = [row for row in batch if hasattr(row, "answers")]
    for row in answers:
        row.parent_id = row.answers.pk
    Comment.objects.bulk_create(answers, batch_size=1_000)


def comment_rows(articles: list[int], seen: dict, waiting: int, shown: int, start: int) -> Iterator[Comment]:
    """Endlessly many: first those of the article that is measured, then those that wait, then the others."""
    chance, now = Random(start), timezone.now()  # noqa: S311  the same site each time
    others, first = articles[1:] or articles, None
    for number in count(start):
        if shown > 0:
            row = comment_row(articles[0], Status.APPROVED, number, chance, seen, now)
            first = first or row
            if shown <= SHOWN_REPLIES and row is not first:
                row.answers = first
            shown -= 1
        elif waiting > 0:
            row = comment_row(others[number % len(others)], Status.PENDING, number, chance, seen, now)
            waiting -= 1
        else:
            status = Status.REJECTED if number % 20 == 0 else Status.APPROVED
            row = comment_row(others[number % len(others)], status, number, chance, seen, now)
        yield row


def comment_row(article: int, status: str, number: int, chance: Random, seen: dict, now) -> Comment:
    text = WORDS[number % len(WORDS)]
    sent = now - timedelta(seconds=chance.randrange(60, 400 * 24 * 3600))
    decided = {} if status == Status.PENDING else {"decided_at": sent, "decided_by_name": "Bench"}
    return Comment(
        article_id=article,
        name=NAMES[chance.randrange(len(NAMES))],
        text=f"{text} {number}",
        language="en-us",
        status=status,
        submitted_at=sent,
        waiting_since=sent,
        decision_reason=Reason.OFF_TOPIC if status == Status.REJECTED else "",
        **decided,
        **seen[text],
    )
