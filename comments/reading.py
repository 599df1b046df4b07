"""What the public reads of the comments on an article: pages of threads, each with its replies."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article
from clinic.prepared import Prepared
from comments.models import Comment

THREADS_A_PAGE = 50
MOST_AT_ONCE = 300  # so many are read with one query, and the page's cut out of them
# What the public sees of a comment. The other thirty columns would cost more than the words.
SHOWN = ("pk", "name", "text", "submitted_at", "is_staff_reply", "carries_note")


class Shown(NamedTuple):
    """A public comment as the template gets it: the columns above, and its public replies."""

    pk: int
    name: str
    text: str
    submitted_at: datetime
    is_staff_reply: bool
    carries_note: bool
    replies: tuple = ()


@dataclass(frozen=True)
class Threads:
    """One page of threads: `count` is that of all public comments, `page` says where we are among the threads."""

    count: int
    page: Page
    comments: tuple[Shown, ...]


def _number(comments: QuerySet) -> Coalesce:
    """How many of these stand under the article. Counted without the primary key, so that an index answers it alone."""
    counted = comments.filter(article=OuterRef("pk")).order_by().values("article").annotate(number=Count("status"))
    return Coalesce(Subquery(counted.values("number")), 0)


# Asked of the article: asked of each comment, whether it is under a public one took four fifths of the time.
COUNTS = Prepared(
    lambda article, now: (
        Article.objects.published(now)
        .filter(pk=article)
        .values(threads=_number(Comment.objects.beginning()), answers=_number(Comment.objects.answering()))
    ),
    article=int,
    now=datetime,
)
# Sorted here: asked for an order, SQLite takes the index that has it and reads every approved comment there is.
ALL = Prepared(
    lambda article, now: Comment.objects.published(now).for_article(article).order_by().values("parent_id", *SHOWN),
    article=int,
    now=datetime,
)


def read_threads(article: Article, number: int | str = 1) -> Threads:
    """Page `number` of the article's public comments, oldest first, so that a page keeps its comments.

    Two or three queries, however many comments there are. Raises django.core.paginator.InvalidPage.
    """
    asked = {"article": article.pk, "now": timezone.now()}
    counts = next(iter(COUNTS.rows(**asked)), {"threads": 0, "answers": 0})
    number_of_all = counts["threads"] + counts["answers"]
    page = Paginator(range(counts["threads"]), THREADS_A_PAGE).page(number)
    if not counts["threads"]:
        return Threads(number_of_all, page, ())
    first, last = page.start_index() - 1, page.end_index()
    if number_of_all <= MOST_AT_ONCE:
        threads, replies = _sorted_out(ALL.rows(**asked))
        threads = threads[first:last]
    else:
        threads, replies = _page_of_many(article, page)
    return Threads(number_of_all, page, tuple(each._replace(replies=tuple(replies[each.pk])) for each in threads))


def _numbers_on(article: Article, page: Page) -> QuerySet:
    """The primary keys of a page's threads, read from the index, from whichever end is nearer."""
    first, last, threads = page.start_index() - 1, page.end_index(), page.paginator.count
    beginning = Comment.objects.beginning().for_article(article).values("pk")
    if first <= threads // 2:
        return beginning.order_by("submitted_at", "pk")[first:last]
    return beginning.order_by("-submitted_at", "-pk")[threads - last : threads - first]


def _page_of_many(article: Article, page: Page) -> tuple[list[Shown], dict[int, list[Shown]]]:
    public = Comment.objects.published().for_article(article)
    on_page = public.filter(pk__in=_numbers_on(article, page)).order_by("submitted_at", "pk")
    threads = [Shown(*row) for row in on_page.values_list(*SHOWN)]
    replies = public.filter(parent__in=[thread.pk for thread in threads]).order_by()
    return threads, _sorted_out(replies.values("parent_id", *SHOWN))[1]


def _sorted_out(rows: Iterable[dict]) -> tuple[list[Shown], dict[int, list[Shown]]]:
    """The comments that begin a thread, and the replies to each; all of them oldest first."""
    threads, replies = [], defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["submitted_at"], row["pk"])):
        parent = row.pop("parent_id")
        (replies[parent] if parent else threads).append(Shown(**row))
    return threads, replies


def page_of(article: Article, number: str) -> int:
    """The page on which a public comment stands, for its stable link. Raises InvalidPage when there is none."""
    public = Comment.objects.published().for_article(article)
    usable = number.isascii() and number.isdigit() and len(number) < 19
    comment = public.select_related("parent").filter(pk=int(number)).first() if usable else None
    if comment is None:
        raise InvalidPage
    top = comment.parent or comment
    threads, moment = Comment.objects.beginning().for_article(article), top.submitted_at
    # Two counts: the first is the index's alone, however long the discussion.
    before = (
        threads.filter(submitted_at__lt=moment).count() + threads.filter(submitted_at=moment, pk__lt=top.pk).count()
    )
    return before // THREADS_A_PAGE + 1
