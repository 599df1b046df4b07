"""What the public reads of the comments on an article: pages of threads, each with its replies."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, Q

from articles.models import Article
from comments.models import Comment

THREADS_A_PAGE = 50
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


def read_threads(article: Article, number: int | str = 1) -> Threads:
    """Page `number` of the article's public comments, oldest first, so that a page keeps its comments.

    Three queries, however many comments there are. Raises django.core.paginator.InvalidPage.
    """
    public = Comment.objects.published().for_article(article)
    counts = public.aggregate(all=Count("pk"), threads=Count("pk", filter=Q(parent=None)))
    paginator = Paginator(public.filter(parent=None).order_by("submitted_at", "pk"), THREADS_A_PAGE)
    paginator.count = counts["threads"]  # known already: spares Django's own count
    page = paginator.page(number)
    rows = list(page.object_list.values_list(*SHOWN)) if counts["threads"] else []
    replies = _replies_to([row[0] for row in rows], public) if rows else {}
    return Threads(counts["all"], page, tuple(Shown(*row, tuple(replies.get(row[0], ()))) for row in rows))


def _replies_to(numbers: list[int], public) -> dict[int, list[Shown]]:
    """The replies of each comment, oldest first."""
    found = defaultdict(list)
    # Sorted here: asked for an order, SQLite takes the index that has it and reads every approved comment there is.
    for parent, *row in public.filter(parent__in=numbers).order_by().values_list("parent_id", *SHOWN):
        found[parent].append(Shown(*row))
    for replies in found.values():
        replies.sort(key=lambda reply: (reply.submitted_at, reply.pk))
    return found


def page_of(article: Article, number: str) -> int:
    """The page on which a public comment stands, for its stable link. Raises InvalidPage when there is none."""
    public = Comment.objects.published().for_article(article)
    usable = number.isascii() and number.isdigit() and len(number) < 19
    comment = public.select_related("parent").filter(pk=int(number)).first() if usable else None
    if comment is None:
        raise InvalidPage
    top = comment.parent or comment
    before = Q(submitted_at__lt=top.submitted_at) | Q(submitted_at=top.submitted_at, pk__lt=top.pk)
    return public.filter(before, parent=None).count() // THREADS_A_PAGE + 1
