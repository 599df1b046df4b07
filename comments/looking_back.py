"""Looking back over comments of any state, the newest first. However many there are, one look reads a bounded number
of them and says how far it came; the next goes on from there."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Queue, Status

LOOKED_THROUGH = 3_000  # comments that one look reads at most: some tens of milliseconds
PORTIONS = ((0, 250), (250, LOOKED_THROUGH))  # what many comments answer is found among the first few
SHOWN = 50
MOST_ARTICLES = 8
WHOLE_PAGES = ("page", "card", "summary", "keywords")  # an article's columns that the list does not need

Place = tuple[datetime, int]  # where a comment stands: when it was sent, and its number


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. `state` and `queue` are "" for any; `words` must all stand in the text or the name;
    `first` and `last` are days, both included; `before` is the place from which to look further back."""

    state: str = ""
    queue: str = ""
    name: str = ""
    article: int | None = None
    words: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    before: Place | None = None


@dataclass(frozen=True)
class Found:
    """`further` is where to look on, None at the end. `looked` is how many were read where words or something else
    that no index holds was looked for without filling the page, 0 otherwise; `until` is how far back that reached."""

    comments: list[Comment]
    further: Place | None = None
    looked: int = 0
    until: datetime | None = None


def look(wanted: Wanted) -> Found:
    """The next comments that fit, at most SHOWN, among the next LOOKED_THROUGH of those that an index picks out.
    Between three and six queries."""
    picked = picked_by_index(wanted).order_by("-submitted_at", "-pk")
    fitting: list[int] = []
    for begin, end in PORTIONS:
        numbers = list(picked.values_list("pk", flat=True)[begin:end])
        fits = set(fitting_of(numbers, wanted))
        fitting += [number for number in numbers if number in fits]
        if len(fitting) > SHOWN:
            comments = _rows(fitting[:SHOWN])
            return Found(comments, further=(comments[-1].submitted_at, comments[-1].pk) if comments else None)
        if len(numbers) < end - begin:
            return Found(_rows(fitting))
    edge = picked.values_list("submitted_at", "pk")[LOOKED_THROUGH - 1 : LOOKED_THROUGH].first()
    return Found(_rows(fitting), edge, LOOKED_THROUGH, edge[0]) if edge else Found(_rows(fitting))


def picked_by_index(wanted: Wanted) -> QuerySet[Comment]:
    """Comments by the one condition that leaves fewest, which an index gives in their order."""
    rows = _in_time(wanted)
    if wanted.name:  # written as the index is, and made small by the database itself
        return rows.exclude(name="").alias(small=Lower("name")).filter(small=Lower(Value(wanted.name)))
    if wanted.article is not None:
        return rows.filter(article_id=wanted.article)
    return rows.filter(status=wanted.state) if wanted.state in Status.values else rows.ordinary()


def fitting_of(numbers: list[int], wanted: Wanted) -> QuerySet:
    """Which of these numbers answer all other conditions, in no order. These are put so that no index seems to help:
    otherwise the database would read through the whole index instead of the few rows that are named."""
    rows = Comment.objects.ordinary().filter(_have(wanted.words), pk__in=numbers)
    if wanted.article is not None:
        rows = rows.alias(under=Coalesce("article_id", 0)).filter(under=wanted.article)
    if wanted.state in Status.values:
        rows = rows.alias(now=Coalesce("status", Value(""))).filter(now=wanted.state)
    if wanted.queue in Queue.values:
        rows = rows.alias(where=Coalesce("queue", Value(""))).filter(where=wanted.queue)
    return rows.order_by().values_list("pk", flat=True)


def _in_time(wanted: Wanted) -> QuerySet[Comment]:
    rows = Comment.objects.all()
    if wanted.first:
        rows = rows.filter(submitted_at__gte=_begin_of(wanted.first))
    if wanted.last:
        rows = rows.filter(submitted_at__lt=_begin_of(wanted.last + timedelta(days=1)))
    if wanted.before:  # the moment by itself, because SQLite begins in the middle of an index by that alone
        rows = rows.filter(submitted_at__lte=wanted.before[0])
        rows = rows.filter(TupleLessThan(Tuple(F("submitted_at"), F("pk")), wanted.before))
    return rows


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _have(words: tuple[str, ...]) -> Q:
    found = Q()
    for word in words:
        found &= Q(text__icontains=word) | Q(name__icontains=word)
    return found


def _rows(numbers: list[int]) -> list[Comment]:
    rows = Comment.objects.filter(pk__in=numbers).select_related("article")
    rows = rows.defer(*(f"article__{name}" for name in WHOLE_PAGES)).order_by()
    return sorted(rows, key=lambda comment: (comment.submitted_at, comment.pk), reverse=True)


def articles_with(title: str) -> list[Article]:
    """Public and other articles whose title holds these words, a few: for choosing the one that is meant."""
    rows = Article.objects.defer(*WHOLE_PAGES).order_by("title", "pk")
    for word in title.split():
        rows = rows.filter(title__icontains=word)
    return list(rows[:MOST_ARTICLES])
