"""Sweeps are carried out each on its own, and the worker says that it is alive."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from jobs import sweeping
from jobs.models import Heartbeat
from jobs.registry import SWEEPS, sweep
from jobs.sweeping import Sweeper
from jobs.work import stopping

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

SWEEPS_OF_THE_TEST = {}


@pytest.fixture(autouse=True)
def no_sweeps(monkeypatch):
    for module in ("jobs.registry", "jobs.sweeping"):
        monkeypatch.setattr(f"{module}.SWEEPS", SWEEPS_OF_THE_TEST)
    SWEEPS_OF_THE_TEST.clear()
    stopping.clear()
    yield
    stopping.clear()


def fail(now):
    raise OperationalError("secret words")


def test_a_failing_sweep_stops_no_other(capsys):
    ran = []
    sweep("a")(fail)
    sweep("b")(lambda now: ran.append(now) or 7)
    with pytest.raises(CommandError, match="failed: a"):
        call_command("run_due")
    assert len(ran) == 1
    assert capsys.readouterr().out == "a: failed\nb: 7\n"


def test_run_due_may_run_any_number_of_times():
    ran = []
    sweep("a", every=timedelta(hours=1))(lambda now: ran.append(now) or 0)
    call_command("run_due", verbosity=0)
    call_command("run_due", verbosity=0)
    assert len(ran) == 2


def test_the_worker_keeps_the_pause_that_a_sweep_asks_for(monkeypatch):
    ran = []
    sweep("often")(lambda now: ran.append("often"))
    sweep("rarely", every=timedelta(hours=1))(lambda now: ran.append("rarely"))
    worker = Sweeper()
    for _ in range(3):
        worker.round()
    assert (ran.count("often"), ran.count("rarely")) == (3, 1)
    worker.ran_at["rarely"] -= 3600
    worker.round()
    assert ran.count("rarely") == 2


def test_the_heartbeat_is_written_every_ten_seconds():
    worker = Sweeper()
    worker.round()
    first = Heartbeat.objects.get(name="worker").at
    assert timezone.now() - first < timedelta(seconds=10)
    worker.round()
    assert Heartbeat.objects.get().at == first
    worker.ran_at["heartbeat"] -= sweeping.HEARTBEAT_SECONDS
    worker.round()
    assert Heartbeat.objects.get().at > first


def test_an_outage_is_said_once_and_so_is_its_end(caplog):
    caplog.set_level("INFO", "jobs")
    sweep("a")(fail)
    worker = Sweeper()
    for _ in range(3):
        worker.round()
    SWEEPS_OF_THE_TEST.clear()
    sweep("a")(lambda now: 0)
    worker.round()
    said = [record.getMessage() for record in caplog.records if record.name == "jobs"]
    assert said == ["sweep a fails: OperationalError", "sweep a works again"]


def test_a_worker_without_a_database_goes_on(monkeypatch):
    ran = []
    monkeypatch.setattr(sweeping, "HEARTBEAT", sweeping.Sweep("heartbeat", fail))
    sweep("a")(lambda now: ran.append(now))
    Sweeper().round()
    assert ran


def test_a_worker_that_is_told_to_stop_begins_no_further_sweep():
    ran = []
    sweep("a")(lambda now: stopping.set())
    sweep("b")(lambda now: ran.append(now))
    Sweeper().round()
    assert ran == []


def test_two_sweeps_cannot_have_one_name():
    sweep("a")(fail)
    with pytest.raises(ValueError, match="two sweeps"):
        sweep("a")(lambda now: 0)


def test_the_apps_register_theirs_at_start():
    assert {"mail", "old mail", "changes the page cache has not heard of"} <= set(SWEEPS)
