"""One list of what happens to articles: what goes live, ends, is due for review, and what waits."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article

MOST = 100  # of each kind, the nearest first
COLUMNS = (
    "pk",
    "title",
    "slug",
    "publish_at",
    "expire_at",
    "next_review_on",
    "live_id",
    "parked_at",
    "draft__created_at",
)


@dataclass(frozen=True)
class Entry:
    """One line: on which day, at what time (or ""), what, to which article; `late` where the day has passed."""

    day: date
    time: str
    what: str
    pk: int
    title: str
    late: bool


def entries(today: date) -> list[Entry]:
    """Everything planned or due, in the order of days. What is late stands first by itself."""
    found = [*moments("publish_at", _("goes public"), today), *moments("expire_at", _("ends"), today)]
    reviews = Article.objects.published().filter(next_review_on__isnull=False).order_by("next_review_on")
    for row in Article.objects.filter(pk__in=reviews.values("pk")[:MOST]).values(*COLUMNS):
        found.append(entry(row, row["next_review_on"], "", _("is due for review"), today))
    return sorted(found, key=lambda item: (item.day, item.time, item.title))


def moments(column: str, what: str, today: date) -> list[Entry]:
    rows = Article.objects.filter(**{f"{column}__isnull": False}).order_by(column).values(*COLUMNS)[:MOST]
    found = []
    for row in rows:
        at = timezone.localtime(row[column])
        words = _("%s: failed five times, needs you") % what if row["parked_at"] else what
        found.append(entry(row, at.date(), date_format(at, "TIME_FORMAT"), words, today))
    return found


def entry(row: dict, day: date, time: str, what: str, today: date) -> Entry:
    return Entry(day, time, what, row["pk"], row["title"] or row["slug"], day < today)


def waiting() -> list[dict]:
    """Drafts that are newer than what readers see, the oldest first: they wait for somebody."""
    newer = Article.objects.filter(draft__isnull=False, publish_at=None).exclude(status=Article.Status.WITHDRAWN)
    newer = newer.filter(Q(live=None) | ~Q(draft=F("live")))
    # Looked for in an index first: whole pages are read of those that are shown. Later versions have higher numbers.
    found = Article.objects.filter(pk__in=newer.order_by("draft").values("pk")[:MOST]).order_by("draft")
    return list(found.values(*COLUMNS, "draft__created_by__display_name"))


def calendar_view(desk, request):
    if not request.user.has_perm("articles.preview_article"):
        raise PermissionDenied
    context = desk.page(request, None, entries=entries(timezone.localdate()))
    context |= {"title": _("Calendar"), "waiting": waiting()}
    return render(request, "admin/articles/article/calendar.html", context)
