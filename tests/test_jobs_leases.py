"""A row is done by one claimer at a time, and by another when the first one dies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import OutboxMail
from jobs.work import claim, run_batch

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

LEASE = timedelta(minutes=2)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def row(now) -> OutboxMail:
    return OutboxMail.objects.create(to="a@example.org", next_try_at=now)


def everything():
    return OutboxMail.objects.all()


def test_of_two_claimers_one_wins(row, now):
    winners = [claim(everything(), row.pk, now, LEASE), claim(everything(), row.pk, now, LEASE)]
    assert [winner and winner.pk for winner in winners] == [row.pk, None]


def test_a_row_under_lease_is_left_alone_until_the_lease_has_run_out(row, now):
    claim(everything(), row.pk, now, LEASE)
    done = []
    assert run_batch(everything(), done.append, now=now + LEASE) == 0
    assert run_batch(everything(), done.append, now=now + LEASE + timedelta(seconds=1)) == 1
    assert [each.pk for each in done] == [row.pk]


def test_who_lost_the_lease_cannot_write_its_outcome(row, now):
    def slow(mine):
        """Takes so long that somebody else claims the row meanwhile."""
        assert claim(everything(), mine.pk, now + LEASE * 2, LEASE)

    run_batch(everything(), slow, now=now)
    row.refresh_from_db()
    assert row.leased_until == now + LEASE * 2 + LEASE
    assert row.next_try_at == now


@pytest.mark.parametrize(
    "changes",
    [{"next_try_at": None}, {"next_try_at": timedelta(seconds=1)}, {"parked_at": timedelta(0)}],
    ids=["nothing asked", "not yet", "parked"],
)
def test_what_is_not_due_is_not_done(row, now, changes):
    moved = {name: now + value if value is not None else None for name, value in changes.items()}
    everything().update(**moved)
    assert run_batch(everything(), lambda row: None, now=now) == 0


def test_success_clears_the_row(row, now):
    assert run_batch(everything(), lambda row: None, now=now) == 1
    row.refresh_from_db()
    assert (row.next_try_at, row.tries, row.leased_until, row.last_error) == (None, 0, None, "")


def test_a_handler_may_ask_for_another_time(row, now):
    run_batch(everything(), lambda row: now + timedelta(days=1), now=now)
    row.refresh_from_db()
    assert (row.next_try_at, row.tries) == (now + timedelta(days=1), 0)


def test_what_is_asked_for_while_it_is_being_done_is_done_once_more(row, now):
    later = now + timedelta(seconds=1)
    assert run_batch(everything(), lambda row: everything().update(next_try_at=later) and None, now=now) == 1
    row.refresh_from_db()
    assert (row.next_try_at, row.leased_until) == (later, None)


def test_a_row_deleted_by_its_handler_is_no_trouble(row, now):
    assert run_batch(everything(), lambda row: row.delete() and None, now=now) == 1


def test_the_oldest_wishes_come_first_and_the_limit_holds(now):
    for minutes in (1, 3, 2):
        OutboxMail.objects.create(to=f"{minutes}@example.org", next_try_at=now - timedelta(minutes=minutes))
    done = []
    assert run_batch(everything(), lambda row: done.append(row.to), now=now, limit=2) == 2
    assert done == ["3@example.org", "2@example.org"]


def test_after_its_budget_a_batch_begins_nothing_more(row, now):
    OutboxMail.objects.create(to="b@example.org", next_try_at=now)
    assert run_batch(everything(), lambda row: None, now=now, budget=timedelta(microseconds=-1)) == 0
    assert run_batch(everything(), lambda row: None, now=now) == 2


def test_a_row_that_is_no_longer_wanted_is_given_back(row, now):
    assert claim(everything().exclude(pk=row.pk), row.pk, now, LEASE) is None
    row.refresh_from_db()
    assert (row.leased_until, row.tries) == (None, 0)
