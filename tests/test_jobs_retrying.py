"""What fails is tried again with growing waits, and after five tries it waits for a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import OutboxMail
from jobs.work import claim, parked, parked_count, run_batch, try_again

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def row(now) -> OutboxMail:
    return OutboxMail.objects.create(to="a@example.org", next_try_at=now)


def fail(row):
    raise ValueError("the words of a patient")


def fail_at(moment) -> OutboxMail:
    run_batch(OutboxMail.objects.all(), fail, now=moment)
    return OutboxMail.objects.get()


def test_the_waits_grow_and_the_fifth_failure_parks(row, now):
    moment = now
    for tries, minutes in enumerate((1, 5, 30, 120), start=1):
        row = fail_at(moment)
        wait = (row.next_try_at - moment).total_seconds() / 60
        assert (row.tries, row.parked_at) == (tries, None)
        assert minutes <= wait < minutes + 0.1
        moment = row.next_try_at
    assert parked_count() == 0
    row = fail_at(moment)
    assert (row.tries, row.next_try_at, row.leased_until) == (5, None, None)
    assert row.parked_at >= moment
    assert parked_count() == 1
    assert parked() == {OutboxMail: 1}


def test_the_kind_of_the_error_is_kept_and_none_of_its_words(row, now, caplog):
    assert fail_at(now).last_error == "ValueError"
    assert "words of a patient" not in caplog.text


def test_one_poisonous_row_does_not_keep_the_others_waiting(row, now):
    OutboxMail.objects.create(to="b@example.org", next_try_at=now)
    assert run_batch(OutboxMail.objects.all(), lambda each: 1 / 0 if each.pk == row.pk else None, now=now) == 1


def test_work_that_kills_its_process_is_parked_too(row, now):
    moment = now
    for _death in range(5):
        assert claim(OutboxMail.objects.all(), row.pk, moment, timedelta(minutes=2))
        moment += timedelta(minutes=3)
    assert claim(OutboxMail.objects.all(), row.pk, moment, timedelta(minutes=2)) is None
    row.refresh_from_db()
    assert (row.last_error, row.parked_at, row.next_try_at) == ("ProcessDied", moment, None)
    assert run_batch(OutboxMail.objects.all(), fail, now=moment + timedelta(days=1)) == 0


def test_a_person_may_have_it_tried_again(row, now):
    OutboxMail.objects.update(parked_at=now, tries=5, next_try_at=None, last_error="ValueError")
    assert try_again(OutboxMail.objects.all(), now) == 1
    assert run_batch(OutboxMail.objects.all(), lambda row: None, now=now) == 1
    assert try_again(OutboxMail.objects.all(), now) == 0


def test_success_after_a_failure_starts_the_count_anew(row, now):
    row = fail_at(now)
    run_batch(OutboxMail.objects.all(), lambda row: None, now=row.next_try_at)
    assert OutboxMail.objects.get().tries == 0
