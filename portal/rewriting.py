"""Drafts that came from another site and wait to be rewritten, those with most findings first.

The findings are counted by the worker whenever somebody has saved a draft, so that opening the list checks nothing.
"""

from collections import Counter
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from articles.checking import check_article
from articles.content import Content
from articles.models import Article
from portal.models import Imported

AT_ONCE = 100  # in one sweep, so that the others get their turn
# What the checks are called on the desk, by the first word of their names.
KINDS = {
    "alt": _("words for pictures"),
    "balance": _("benefits without the other side"),
    "check": _("a check that could not be completed"),
    "claims": _("claims"),
    "doses": _("doses"),
    "figures": _("numbers"),
    "headings": _("headings"),
    "links": _("links"),
    "sources": _("sources"),
    "suicide": _("words about suicide"),
    "table": _("tables"),
    "tables": _("tables"),
    "unsafe": _("unsafe HTML"),
}


def waiting() -> QuerySet[Imported]:
    """What has never been public here. Publishing or deleting the article takes it off the list."""
    rows = Imported.objects.filter(kind=Imported.Kind.POST, article__published_at=None)
    return rows.filter(article__status=Article.Status.DRAFT).order_by("-findings", "pk")


def number_waiting() -> Subquery:
    """How many wait, for a column of another question."""
    return Subquery(waiting().order_by().values("kind").annotate(number=Count("pk")).values("number"))


def count_again(now: datetime) -> int:
    """Count what the checks find in drafts that were saved since they were counted. Returns how many.

    A draft that cannot be checked keeps no other from its turn; the error is raised when all have had theirs.
    """
    stale = Q(by_check__isnull=True) | Q(checked=None) | ~Q(checked=F("article__draft"))
    rows = waiting().filter(stale, article__draft__isnull=False).select_related("article__draft")
    done, failed = 0, None
    # Those never counted first, in any order: some that always fail cannot hold up the rest.
    for row in rows.order_by(F("checked").asc(nulls_first=True), "?")[:AT_ONCE]:
        try:
            count_one(row)
            done += 1
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed
    return done


def count_one(row: Imported) -> None:
    draft = row.article.draft
    found = check_article(row.article, Content.from_json(draft.content))
    by_check = Counter(one.finding.check for one in found if one.stops)
    number = by_check.total()
    values = {"checked": draft, "findings": number, "advice": len(found) - number, "by_check": dict(by_check)}
    Imported.objects.filter(pk=row.pk).update(**values)


def kinds_of(row: Imported) -> list[tuple[str, int]]:
    """The findings of one draft in the desk's words, the most frequent first."""
    found: Counter[str] = Counter()
    for check, number in (row.by_check or {}).items():
        found[str(KINDS.get(check.partition("-")[0], check.replace("-", " ")))] += number
    return found.most_common()
