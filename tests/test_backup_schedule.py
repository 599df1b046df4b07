"""The nightly backup: begun by one of several workers, tried again after a failure, and its age is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import write_profile
from jobs.models import Heartbeat
from portal.backup import schedule
from portal.todo import tasks_for

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
NIGHT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)  # three in the morning in New York


@pytest.fixture(autouse=True)
def begun(settings, monkeypatch):
    """The processes that would have been started."""
    settings.BACKUP_HOUR = 3
    started = []

    class Process:
        code = None

        def __init__(self, command, **how):
            started.append(self)
            assert command[-2:] == ["backup", "--nightly"]

        def poll(self):
            return self.code

    monkeypatch.setattr(schedule.subprocess, "Popen", Process)
    monkeypatch.setattr(schedule._Process, "running", None)
    return started


def run(*moments) -> list[int]:
    return [schedule.start_when_due(moment) for moment in moments]


def test_a_new_site_gets_its_first_after_an_hour():
    day = NIGHT + timedelta(hours=6)
    assert run(day, day + timedelta(minutes=59), day + timedelta(hours=1)) == [0, 0, 1]


def test_then_one_a_night(begun):
    schedule.note(schedule.STARTED, NIGHT - timedelta(hours=20))
    schedule.note(schedule.MADE, NIGHT - timedelta(hours=20))
    assert run(NIGHT - timedelta(seconds=1), NIGHT) == [0, 1]
    schedule.note(schedule.MADE, NIGHT)
    assert run(NIGHT + timedelta(hours=5), NIGHT + timedelta(hours=24)) == [0, 1]
    assert len(begun) == 2


def test_after_a_failure_it_is_tried_again_in_an_hour(begun, caplog):
    schedule.note(schedule.STARTED, NIGHT - timedelta(days=1))
    assert run(NIGHT) == [1]
    begun[0].code = 1
    assert run(NIGHT + timedelta(minutes=30), NIGHT + timedelta(hours=1)) == [0, 1]
    assert "nightly backup failed" in caplog.text


def test_after_a_night_without_worker_it_is_made_up_for():
    schedule.note(schedule.STARTED, NIGHT - timedelta(days=3))
    schedule.note(schedule.MADE, NIGHT - timedelta(days=3))
    assert run(NIGHT + timedelta(hours=9)) == [1]


def test_a_second_worker_begins_none(monkeypatch):
    """Both have read the same row; only one of their updates finds it unchanged."""
    schedule.note(schedule.STARTED, NIGHT - timedelta(days=1))
    real = schedule.is_due

    def the_other_is_faster(*arguments):
        Heartbeat.objects.filter(name=schedule.STARTED).update(at=NIGHT)
        return real(*arguments)

    monkeypatch.setattr(schedule, "is_due", the_other_is_faster)
    assert run(NIGHT) == [0]


def test_never_means_never(settings):
    settings.BACKUP_HOUR = None
    schedule.note(schedule.STARTED, NIGHT - timedelta(days=1))
    assert run(NIGHT) == [0]


@pytest.mark.parametrize(("hours", "word"), [(None, "ok"), (50, "ok"), (51, "old")])
def test_readyz_tells_its_age(client, hours, word):
    Heartbeat.objects.create(name="worker", at=timezone.now())
    if hours is not None:
        schedule.note(schedule.CHECKED, timezone.now() - timedelta(hours=hours, minutes=1))
    reply = client.get("/readyz").json()
    assert (reply["checks"]["backup"], reply["backup_checked_hours_ago"]) == (word, hours)
    assert reply["status"] == ("ready" if word == "ok" else "degraded")


def on_the_desk(user) -> str:
    return next((str(task.title) for task in tasks_for(user) if task.name == "backup"), "")


def test_the_owner_is_told_of_an_old_one_and_nobody_else(people):
    schedule.note(schedule.CHECKED, timezone.now() - timedelta(days=3))
    assert "3\xa0days old" in on_the_desk(people["owner"])
    assert not on_the_desk(people["editor"])
    schedule.note(schedule.CHECKED, timezone.now() - timedelta(hours=20))
    assert not on_the_desk(people["owner"])


def test_without_any_the_owner_is_told_unless_it_is_the_example(people):
    assert not on_the_desk(people["owner"])
    profile = ClinicProfile.the_one()
    profile.site_state = "setup"
    write_profile(profile)
    assert "no checked backup" in on_the_desk(people["owner"])
