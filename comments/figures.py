"""How comments were decided in one month: figures from the trail, which holds no words. For owners."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import nsmallest
from itertools import groupby
from operator import attrgetter, itemgetter
from statistics import median

from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models import Comment, Decision, Queue, Reason, Status, Tier

SAMPLE = 10
MOST_MONTHS = 60
AT_ONCE = 1000  # lines that are in memory together
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
    """Everything the report shows, in four queries and the same memory however many decisions there are."""
    lines = _lines_of(month)
    moves = list(_moves(lines))
    changes = [move for move in moves if move["to_status"] not in (Status.PENDING, move["from_status"])]
    back = [move for move in moves if move["to_status"] == Status.PENDING and move["from_status"] in DECIDED]
    rejected = [move for move in changes if move["to_status"] == Status.REJECTED]
    rules, ten = _seen_and_rejected(month, lines)
    return Figures(
        month=month,
        states=[(str(state.label), _sum(changes, to_status=state)) for state in DECIDED],
        taken_back=_sum(back),
        alone=sum(move["alone"] for move in moves),
        reasons=[(str(reason.label), _sum(rejected, reason=reason)) for reason in Reason],
        waited=_waited(lines),
        rules=rules,
        rejections=_with_words(ten),
    )


def _moves(lines: QuerySet[Decision]) -> QuerySet:
    """How often each way from one state to another was taken, by reason; how often by somebody alone."""
    ways = lines.order_by().values("from_status", "to_status", "reason")
    return ways.annotate(number=Count("pk"), alone=Count("pk", filter=Q(alone=True)))


def _sum(moves: Iterable[dict], **those: str) -> int:
    return sum(move["number"] for move in moves if all(move[name] == value for name, value in those.items()))


def _span(month: date) -> Q:
    last = calendar.monthrange(month.year, month.month)[1]
    zone = timezone.get_current_timezone()
    begins = datetime.combine(month, time.min, tzinfo=zone)
    ends = datetime.combine(month.replace(day=last) + timedelta(days=1), time.min, tzinfo=zone)
    return Q(at__gte=begins, at__lt=ends)


def _lines_of(month: date) -> QuerySet[Decision]:
    """The month's lines about visitors' comments. Those about the clinic's own answers carry no queue."""
    return Decision.objects.filter(_span(month)).exclude(queue="")


def _waited(lines: QuerySet[Decision]) -> list[Waited]:
    """The times by queue. The database puts them in order; only the one or two in the middle are read."""
    by_staff = lines.filter(from_status=Status.PENDING, by__isnull=False, waited__isnull=False)
    own = {"partition_by": F("queue")}
    rows = by_staff.exclude(to_status=Status.PENDING).annotate(
        place=Window(RowNumber(), **own, order_by=["waited", "pk"]),
        number=Window(Count("pk"), **own),
        slowest=Window(Max("waited"), **own),
    )
    middle = rows.annotate(twice=F("place") * 2).filter(twice__gte=F("number"), twice__lte=F("number") + 2)
    found = defaultdict(list)
    for row in middle.order_by("queue", "place").values("queue", "waited", "number", "slowest"):
        found[row["queue"]].append(row)
    return [_of_queue(queue, found[queue]) for queue in Queue if found[queue]]


def _of_queue(queue: Queue, middle: list[dict]) -> Waited:
    half = timedelta(seconds=round(median(row["waited"] for row in middle)))
    return Waited(str(queue.label), middle[0]["number"], half, timedelta(seconds=middle[0]["slowest"]))


def _seen_and_rejected(month: date, lines: QuerySet[Decision]) -> tuple[list[Rule], list[Decision]]:
    """What became of each rule, and ten rejections by lot: one pass, in which few lines are in memory together.

    Each comment counts once for a rule, whatever was done with it.
    """
    hits, approved, lowered, aside = Counter(), Counter(), Counter(), Counter()
    drawn: list[tuple[bytes, Decision]] = []
    for _comment, of_one in groupby(_telling(lines).iterator(AT_ONCE), key=attrgetter("comment_id")):
        decided = list(of_one)
        for counter, wanted in ((hits, _seen), (approved, _let_through), (lowered, _lowered), (aside, _set_aside)):
            counter.update({name for line in decided for name in wanted(line)})
        drawn += [(_lot(month, line), line) for line in decided if _rejects(line)]
        if len(drawn) > AT_ONCE:
            drawn = nsmallest(SAMPLE, drawn, key=itemgetter(0))
    rules = [
        Rule(*name.split("/", 1), number, approved[name], lowered[name], aside[name]) for name, number in hits.items()
    ]
    rules.sort(key=lambda rule: (-rule.approved - rule.lowered - rule.set_aside, -rule.hits, rule.screen, rule.rule))
    ten = [line for _lot_of_it, line in nsmallest(SAMPLE, drawn, key=itemgetter(0))]
    return rules, sorted(ten, key=attrgetter("at", "pk"))


def _telling(lines: QuerySet[Decision]) -> QuerySet[Decision]:
    """The lines in which something was seen or that reject, one comment after another."""
    shown = ("comment_id", "rules", "set_aside", "from_status", "to_status", "from_tier", "to_tier")
    seen = ~Q(rules=[], set_aside=[]) | Q(to_status=Status.REJECTED)
    return lines.filter(seen).order_by("comment_id").only(*shown, "at", "by_name", "reason", "note", "digest")


def _seen(line: Decision) -> list[str]:
    return [*line.rules, *line.set_aside]


def _let_through(line: Decision) -> list[str]:
    return line.rules if (line.from_status, line.to_status) == (Status.PENDING, Status.APPROVED) else []


def _lowered(line: Decision) -> list[str]:
    milder = line.from_tier == Tier.HIGH and line.to_tier != Tier.HIGH
    return [name for name in line.rules if milder and name.startswith("distress/")]


def _set_aside(line: Decision) -> list[str]:
    return line.set_aside


def _rejects(line: Decision) -> bool:
    return line.to_status == Status.REJECTED and line.from_status != Status.REJECTED


def _lot(month: date, line: Decision) -> bytes:
    """A keyed hash: nobody can tell beforehand which are drawn, and everybody sees the same ten."""
    return salted_hmac("comments.figures", f"{month}:{line.pk}", algorithm="sha256").digest()


def _with_words(decisions: list[Decision]) -> list[Rejection]:
    kept = Comment.objects.filter(pk__in=[line.comment_id for line in decisions], erased_at=None).select_related(
        "article"
    )
    # A number may have been given out again; only the words of this decision are shown.
    comments = {comment.pk: comment for comment in kept.ordinary()}
    return [Rejection(line, _same(comments.get(line.comment_id), line)) for line in decisions]


def _same(comment: Comment | None, line: Decision) -> Comment | None:
    return comment if comment and comment.digest() == line.digest else None
