"""What the public reads of the comments on an article: pages of threads, each with its replies."""

from dataclasses import dataclass

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, Q

from articles.models import Article
from comments.models import Comment

THREADS_A_PAGE = 50
# What the public sees of a comment. The other thirty columns would cost more than the words.
SHOWN = ("pk", "name", "text", "submitted_at", "is_staff_reply", "carries_note")


@dataclass(frozen=True)
class Threads:
    """One page of threads; each comment on it carries its public replies as `shown_replies`."""

    count: int
    page: Page


def read_threads(article: Article, number: int | str = 1) -> Threads:
    """Page `number` of the article's public comments, oldest first, so that a page keeps its comments.

    Three queries, however many comments there are. Raises django.core.paginator.InvalidPage.
    """
    public = Comment.objects.published().for_article(article).only(*SHOWN, "parent_id")
    counts = public.aggregate(all=Count("pk"), threads=Count("pk", filter=Q(parent=None)))
    paginator = Paginator(public.filter(parent=None).order_by("submitted_at", "pk"), THREADS_A_PAGE)
    paginator.count = counts["threads"]  # known already: spares Django's own count
    page = paginator.page(number)
    page.object_list = list(page.object_list) if counts["threads"] else []
    _add_replies(public, page.object_list)
    return Threads(counts["all"], page)


def _add_replies(public, comments: list[Comment]) -> None:
    by_parent: dict[int | None, list[Comment]] = {comment.pk: [] for comment in comments}
    if comments:
        # Sorted here: asked for an order, SQLite takes the index that has it and reads every approved comment there is.
        replies = public.filter(parent__in=list(by_parent)).order_by()
        for reply in sorted(replies, key=lambda reply: (reply.submitted_at, reply.pk)):
            by_parent[reply.parent_id].append(reply)
    for comment in comments:
        comment.shown_replies = by_parent[comment.pk]  # type: ignore[attr-defined]


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
