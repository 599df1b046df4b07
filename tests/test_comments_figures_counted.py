"""The owners' report is counted by the database, and says what counting line by line says."""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments import figures
from comments.models import Decision, Queue, Reason, Status, Tier

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
MONTH = date(2026, 10, 1)
BEGINS = timezone.make_aware(datetime(2026, 9, 28))
RULES = ("distress/wish", "distress/plan", "identifiers/name", "outcome/result", "spam/100%", "abuse/it's")


def make_decisions(dice: random.Random, number: int, by) -> None:
    """Lines of September to November, as they come: some about answers of the clinic, some about the same comments."""
    Decision.objects.bulk_create(
        Decision(
            comment_id=dice.randrange(1, number),
            by=dice.choice([by, by, by, None]),
            by_name="Somebody",
            at=BEGINS + timedelta(minutes=dice.randrange(60 * 24 * 40)),
            from_status=dice.choice(Status.values),
            to_status=dice.choice(Status.values),
            from_tier=dice.choice([*Tier.values, ""]),
            to_tier=dice.choice([*Tier.values, ""]),
            alone=dice.random() < 0.2,
            reason=dice.choice([*Reason.values, ""]),
            digest="",
            queue=dice.choice([*Queue.values, ""]),
            waited=dice.choice([None, dice.randrange(5), dice.randrange(100_000)]),
            rules=dice.choices(RULES, k=dice.randrange(4)),
            set_aside=dice.choices(RULES, k=dice.choice([0, 0, 0, 1, 2])),
        )
        for _ in range(number)
    )


def of_the_month() -> list[Decision]:
    lines = Decision.objects.exclude(queue="")
    return [line for line in lines if timezone.localtime(line.at).date().replace(day=1) == MONTH]


def moved(line: Decision) -> bool:
    return line.to_status not in (Status.PENDING, line.from_status)


def states_and_reasons(lines: list[Decision]) -> dict:
    rejected = [line.reason for line in lines if moved(line) and line.to_status == Status.REJECTED]
    back = [line for line in lines if line.to_status == Status.PENDING and line.from_status in figures.DECIDED]
    states, reasons = Counter(line.to_status for line in lines if moved(line)), Counter(rejected)
    return {
        "states": [(str(state.label), states[state]) for state in figures.DECIDED],
        "reasons": [(str(reason.label), reasons[reason]) for reason in Reason],
        "taken_back": len(back),
        "alone": sum(line.alone for line in lines),
    }


def waits(lines: list[Decision]) -> list[tuple]:
    found = defaultdict(list)
    for line in lines:
        if moved(line) and line.from_status == Status.PENDING and line.by_id and line.waited is not None:
            found[line.queue].append(line.waited)
    return [(str(q.label), len(found[q]), round(median(found[q])), max(found[q])) for q in Queue if found[q]]


def comments_of_rules(lines: list[Decision]) -> dict[str, tuple]:
    hits, approved, lowered, aside = (defaultdict(set) for _ in range(4))
    for line in lines:
        for name in line.rules:
            hits[name].add(line.comment_id)
            if (line.from_status, line.to_status) == (Status.PENDING, Status.APPROVED):
                approved[name].add(line.comment_id)
            if line.from_tier == Tier.HIGH != line.to_tier and name.startswith("distress/"):
                lowered[name].add(line.comment_id)
        for name in line.set_aside:
            hits[name].add(line.comment_id)
            aside[name].add(line.comment_id)
    return {name: tuple(len(kind[name]) for kind in (hits, approved, lowered, aside)) for name in hits}


def drawn(lines: list[Decision]) -> set[int]:
    rejected = [line.pk for line in lines if line.to_status == Status.REJECTED != line.from_status]
    lots = {pk: salted_hmac("comments.figures", f"{MONTH}:{pk}", algorithm="sha256").digest() for pk in rejected}
    return set(sorted(rejected, key=lots.__getitem__)[:10])


@pytest.mark.parametrize("seed", range(12))
def test_the_database_counts_what_counting_line_by_line_counts(people, seed):
    dice = random.Random(seed)
    make_decisions(dice, dice.choice([2, 3, 10, 60, 400]), people["moderator"])
    lines, found = of_the_month(), figures.figures_of(MONTH)
    assert {name: getattr(found, name) for name in states_and_reasons(lines)} == states_and_reasons(lines)
    times = [(one.queue, one.number, one.median.total_seconds(), one.slowest.total_seconds()) for one in found.waited]
    assert times == waits(lines)
    rules = {f"{one.screen}/{one.rule}": (one.hits, one.approved, one.lowered, one.set_aside) for one in found.rules}
    assert rules == comments_of_rules(lines)
    assert {one.decision.pk for one in found.rejections} == drawn(lines)


def test_the_rules_most_often_overruled_come_first(people):
    make_decisions(random.Random(1), 300, people["moderator"])
    rules = figures.figures_of(MONTH).rules
    overruled = [rule.approved + rule.lowered + rule.set_aside for rule in rules]
    assert overruled == sorted(overruled, reverse=True) and len(rules) == len(RULES)


def test_no_line_is_fetched_for_a_figure(people, monkeypatch):
    """Ten decisions are shown; of the others the database hands over numbers."""
    make_decisions(random.Random(2), 500, people["moderator"])
    made = []
    monkeypatch.setattr(Decision, "__init__", counting(Decision.__init__, made))
    with CaptureQueriesContext(connection) as queries:
        figures.figures_of(MONTH)
    assert len(made) == 10
    assert len(queries) == 3


def counting(begin, made: list):
    def begin_and_count(self, *args, **kwargs):
        made.append(1)
        begin(self, *args, **kwargs)

    return begin_and_count
