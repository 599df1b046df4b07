"""The owners' report of a month with very many decisions: the same queries and memory, and no figure rounded off."""

import tracemalloc
from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from django.utils import timezone

from comments import figures
from comments.models import Decision, Queue, Reason, Status, Tier
from tests.comment_factories import make_comment

pytestmark = pytest.mark.django_db
MONTH = date(2026, 10, 1)
NOON = timezone.make_aware(datetime(2026, 10, 15, 12, 0))
RULES = [[], ["identifiers/name"], ["advice/dose", "identifiers/name"], ["distress/wish"]]
ENDS = (Status.APPROVED, Status.REJECTED, Status.SPAM, Status.PENDING)
QUEUES = (Queue.NORMAL, Queue.PRIVACY, Queue.CLINICAL)


def line(number: int, comment, by) -> Decision:
    """One decision; every comment of this month has two."""
    end = ENDS[number % 4]
    return Decision(
        comment_id=comment.pk + 1000 + number // 2,
        by=by,
        by_name="Somebody",
        at=NOON,
        from_status=Status.PENDING,
        to_status=end,
        from_tier=Tier.HIGH if number % 8 == 3 else Tier.NONE,
        to_tier=Tier.NONE,
        alone=number % 10 == 0,
        reason=list(Reason)[number % len(Reason)] if end == Status.REJECTED else "",
        digest="0" * 64,
        queue=QUEUES[number % 3],
        waited=number * 37 % 5000,
        rules=RULES[number // 3 % 4],
        set_aside=["outcome/better"] if number % 50 == 0 else [],
    )


@pytest.fixture
def decide(people):
    comment = make_comment()

    def many(number: int) -> list[Decision]:
        return Decision.objects.bulk_create([line(each, comment, people["moderator"]) for each in range(number)])

    return many


@pytest.mark.parametrize("number", [1, 2, 7, 500])
def test_the_figures_are_those_of_counting_one_line_after_the_other(decide, number):
    lines, found = decide(number), figures.figures_of(MONTH)
    ended = [each for each in lines if each.to_status != Status.PENDING]
    assert {name: count for name, count in found.states if count} == Counter(
        str(Status(e.to_status).label) for e in ended
    )
    assert found.alone == sum(each.alone for each in lines)
    for wait in found.waited:
        waits = [each.waited for each in ended if str(Queue(each.queue).label) == wait.queue]
        assert (wait.number, wait.slowest.total_seconds()) == (len(waits), max(waits))
        assert wait.median == timedelta(seconds=round(median(waits)))
    assert {wait.queue for wait in found.waited} == {str(Queue(each.queue).label) for each in ended}
    for rule in found.rules:
        name = f"{rule.screen}/{rule.rule}"
        seen = [each for each in lines if name in each.rules]
        assert rule.hits == len({each.comment_id for each in lines if name in [*each.rules, *each.set_aside]})
        assert rule.approved == len({each.comment_id for each in seen if each.to_status == Status.APPROVED})
        assert rule.set_aside == len({each.comment_id for each in lines if name in each.set_aside})
    assert {f"{rule.screen}/{rule.rule}" for rule in found.rules} == {
        name for each in lines for name in [*each.rules, *each.set_aside]
    }


def test_ten_times_the_decisions_take_no_more_memory_and_no_more_queries(decide, django_assert_max_num_queries):
    figures.figures_of(MONTH)  # what is read once in a process is read
    peaks = []
    for number in (3_000, 27_000):
        decide(number)
        tracemalloc.start()
        with django_assert_max_num_queries(4):
            figures.figures_of(MONTH)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000, peaks
