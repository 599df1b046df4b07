"""How comments were decided in one month: figures from the trail, which holds no words. For owners."""

import calendar
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.counting import REJECTED, RULES, STEPS, WAITS, counted
from comments.models import Comment, Decision, Queue, Reason, Status

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
    """Everything the report shows, in three queries however many decisions there are."""
    rows = defaultdict(list)
    for sort, *values in counted(_lines_of(month)):
        rows[sort].append(values)
    states, reasons = Counter(), Counter()
    taken_back = alone = 0
    for before, after, reason, number, by_one_alone, *_rest in rows[STEPS]:
        alone += by_one_alone
        if after == Status.PENDING:
            taken_back += number if before in DECIDED else 0
        elif after != before:
            states[after] += number
            if after == Status.REJECTED:
                reasons[reason] += number
    return Figures(
        month=month,
        states=[(str(state.label), states[state]) for state in DECIDED],
        taken_back=taken_back,
        alone=alone,
        reasons=[(str(reason.label), reasons[reason]) for reason in Reason],
        waited=_waited(rows[WAITS]),
        rules=sorted((_rule(*row) for row in rows[RULES]), key=_most_overruled_first),
        rejections=_rejections(month, (row[3] for row in rows[REJECTED])),
    )


def _span(month: date) -> Q:
    last = calendar.monthrange(month.year, month.month)[1]
    zone = timezone.get_current_timezone()
    begins = datetime.combine(month, time.min, tzinfo=zone)
    ends = datetime.combine(month.replace(day=last) + timedelta(days=1), time.min, tzinfo=zone)
    return Q(at__gte=begins, at__lt=ends)


def _lines_of(month: date) -> QuerySet[Decision]:
    """The month's lines about visitors' comments, in no order. Those about the clinic's own answers carry no queue."""
    return Decision.objects.filter(_span(month)).exclude(queue="").order_by()


def _waited(rows: list[list]) -> list[Waited]:
    """One row for a queue, or two where the number of its decisions is even: the median lies between them."""
    found = defaultdict(list)
    for queue, _before, _after, seconds, number, slowest, _rest in rows:
        found[queue].append((seconds, number, slowest))
    return [_waited_in(queue, found[queue]) for queue in Queue if found[queue]]


def _waited_in(queue: Queue, middle: list[tuple[int, int, int]]) -> Waited:
    number, slowest = middle[0][1:]
    seconds = round(median(row[0] for row in middle))
    return Waited(str(queue.label), number, timedelta(seconds=seconds), timedelta(seconds=slowest))


def _rule(name: str, _before: str, _after: str, *numbers: int) -> Rule:
    """Each comment counts once for a rule, whatever was done with it."""
    return Rule(*name.split("/", 1), *numbers)


def _most_overruled_first(rule: Rule) -> tuple:
    return -rule.approved - rule.lowered - rule.set_aside, -rule.hits, rule.screen, rule.rule


def _rejections(month: date, rejected: Iterable[int]) -> list[Rejection]:
    """Ten by lot. The lot is a keyed hash: nobody can tell beforehand which, and everybody sees the same ten."""
    begun = salted_hmac("comments.figures", f"{month}:", algorithm="sha256")

    def lot(number: int) -> bytes:
        whole = begun.copy()
        whole.update(str(number).encode())
        return whole.digest()

    drawn = heapq.nsmallest(SAMPLE, rejected, key=lot)
    decisions = list(Decision.objects.filter(pk__in=drawn).order_by("at", "pk"))
    kept = Comment.objects.filter(pk__in=[line.comment_id for line in decisions], erased_at=None).select_related(
        "article"
    )
    comments = {comment.pk: comment for comment in kept.ordinary()}
    return [Rejection(line, _same(comments.get(line.comment_id), line)) for line in decisions]


def _same(comment: Comment | None, line: Decision) -> Comment | None:
    """A number may have been given out again; only the words of this decision are shown."""
    return comment if comment and comment.digest() == line.digest else None
