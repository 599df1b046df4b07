"""How comments were decided in one month: figures from the trail, which holds no words. For owners."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models import Comment, Decision, Queue, Reason, Status, Tier

SAMPLE = 10
MOST_MONTHS = 60
DECIDED = (Status.APPROVED, Status.REJECTED, Status.SPAM, Status.WITHDRAWN, Status.CLOSED)


@dataclass(frozen=True)
class Waited:
    """How long comments of one queue waited for their decision."""

    queue: str
    number: int
    median: timedelta
    slowest: timedelta


@dataclass(frozen=True)
class Rule:
    """What became of the comments in which one rule saw something."""

    screen: str
    rule: str
    hits: int
    approved: int  # all the same, with the finding still in the words
    lowered: int  # from high distress
    set_aside: int  # the finding itself, as a mistake


@dataclass(frozen=True)
class Rejection:
    """One of the month's ten. `comment` is None once its words are erased."""

    decision: Decision
    comment: Comment | None


@dataclass(frozen=True)
class Figures:
    month: date
    states: list[tuple[str, int]]
    taken_back: int
    alone: int
    reasons: list[tuple[str, int]]
    waited: list[Waited]
    rules: list[Rule]
    rejections: list[Rejection]


def months(now: datetime) -> list[date]:
    """The first days of the months there is a trail of, the newest first; this month in any case."""
    first = Decision.objects.aggregate(first=Min("at"))["first"] or now
    month, oldest = timezone.localtime(now).date().replace(day=1), timezone.localtime(first).date().replace(day=1)
    found = [month]
    while month > oldest and len(found) < MOST_MONTHS:
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found


def figures_of(month: date) -> Figures:
    """Everything the report shows, in four queries however many decisions there are."""
    lines = list(_lines_of(month))
    states, reasons, waits = Counter(), Counter(), defaultdict(list)
    taken_back = alone = 0
    for line in lines:
        alone += line.alone
        if line.to_status == Status.PENDING:
            taken_back += line.from_status in DECIDED
        elif line.to_status != line.from_status:
            states[line.to_status] += 1
            if line.to_status == Status.REJECTED:
                reasons[line.reason] += 1
            if line.from_status == Status.PENDING and line.by_id and line.waited is not None:
                waits[line.queue].append(line.waited)
    return Figures(
        month=month,
        states=[(str(state.label), states[state]) for state in DECIDED],
        taken_back=taken_back,
        alone=alone,
        reasons=[(str(reason.label), reasons[reason]) for reason in Reason],
        waited=[_waited(queue, waits[queue]) for queue in Queue if waits[queue]],
        rules=_rules(lines),
        rejections=_rejections(month, lines),
    )


def _span(month: date) -> Q:
    last = calendar.monthrange(month.year, month.month)[1]
    zone = timezone.get_current_timezone()
    begins = datetime.combine(month, time.min, tzinfo=zone)
    ends = datetime.combine(month.replace(day=last) + timedelta(days=1), time.min, tzinfo=zone)
    return Q(at__gte=begins, at__lt=ends)


def _lines_of(month: date) -> QuerySet[Decision]:
    """The month's lines about visitors' comments. Those about the clinic's own answers carry no queue."""
    shown = ("comment_id", "by_id", "from_status", "to_status", "from_tier", "to_tier", "alone", "reason")
    return Decision.objects.filter(_span(month)).exclude(queue="").only(*shown, "queue", "waited", "rules", "set_aside")


def _waited(queue: Queue, seconds: list[int]) -> Waited:
    middle, slowest = timedelta(seconds=round(median(seconds))), timedelta(seconds=max(seconds))
    return Waited(str(queue.label), len(seconds), middle, slowest)


def _rules(lines: Iterable[Decision]) -> list[Rule]:
    """Each comment counts once for a rule, whatever was done with it."""
    hits, approved, lowered, aside = (defaultdict(set) for _ in range(4))
    for line in lines:
        for name in line.rules:
            hits[name].add(line.comment_id)
            if line.to_status == Status.APPROVED and line.from_status == Status.PENDING:
                approved[name].add(line.comment_id)
            if line.from_tier == Tier.HIGH and line.to_tier != Tier.HIGH and name.startswith("distress/"):
                lowered[name].add(line.comment_id)
        for name in line.set_aside:
            hits[name].add(line.comment_id)
            aside[name].add(line.comment_id)
    found = [
        Rule(*name.split("/", 1), len(seen), len(approved[name]), len(lowered[name]), len(aside[name]))
        for name, seen in hits.items()
    ]
    return sorted(found, key=lambda rule: (-rule.approved - rule.lowered - rule.set_aside, -rule.hits, rule.screen))


def _rejections(month: date, lines: Iterable[Decision]) -> list[Rejection]:
    """Ten by lot. The lot is a keyed hash: nobody can tell beforehand which, and everybody sees the same ten."""
    rejected = [line.pk for line in lines if line.to_status == Status.REJECTED and line.from_status != Status.REJECTED]
    drawn = sorted(
        rejected, key=lambda pk: salted_hmac("comments.figures", f"{month}:{pk}", algorithm="sha256").digest()
    )
    decisions = list(Decision.objects.filter(pk__in=drawn[:SAMPLE]).order_by("at", "pk"))
    kept = Comment.objects.filter(pk__in=[line.comment_id for line in decisions], erased_at=None).select_related(
        "article"
    )
    # A number may have been given out again; only the words of this decision are shown.
    comments = {comment.pk: comment for comment in kept.ordinary()}
    return [Rejection(line, _same(comments.get(line.comment_id), line)) for line in decisions]


def _same(comment: Comment | None, line: Decision) -> Comment | None:
    return comment if comment and comment.digest() == line.digest else None
