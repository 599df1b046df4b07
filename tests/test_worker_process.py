"""Real processes on a real database: racing, killed in the middle, stopped."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers, pytest.mark.slow]

PRELUDE = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from jobs.models import Heartbeat, OutboxMail
from jobs.work import run_batch
rows, now = OutboxMail.objects, timezone.now()
done = Path(os.environ["DATA_DIR"], "done")
def handle(row):
    with done.open("a") as file:
        file.write(f"{row.pk}\\n")
"""


@pytest.fixture
def environment(tmp_path):
    """One database that several processes share: the test database of a server, or a file of SQLite's."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "jobs_settings", "DATA_DIR": str(tmp_path)}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        env["DATABASE_URL"] = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        return env
    env["DATABASE_URL"] = f"sqlite:///{tmp_path}/portal.sqlite3"
    finish(start("call_command('migrate', verbosity=0, skip_checks=True)", env))
    return env


def start(code: str, env: dict) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", PRELUDE + code], env=env, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen, code: int = 0) -> str:
    output, _nothing = process.communicate(timeout=60)
    assert process.returncode == code
    return output.strip()


def run(code: str, env: dict) -> str:
    return finish(start(code, env))


def test_of_four_workers_at_once_each_row_is_done_by_one(environment, tmp_path):
    run("rows.bulk_create(OutboxMail(to=str(n), next_try_at=now) for n in range(40))", environment)
    together = """
done.with_name(f"ready{os.getpid()}").touch()
while not done.with_name("go").exists():
    time.sleep(0.001)
print(run_batch(rows.all(), handle, now=timezone.now()))
"""
    workers = [start(together, environment) for _ in range(4)]
    wait_for(lambda: len(list(tmp_path.glob("ready*"))) == 4)
    (tmp_path / "go").touch()
    assert sum(int(finish(worker)) for worker in workers) == 40
    done = (tmp_path / "done").read_text().split()
    assert len(done) == len(set(done)) == 40


def test_what_a_killed_worker_held_is_done_when_its_lease_has_run_out(environment, tmp_path):
    run("rows.create(to='a', next_try_at=now)", environment)
    die = "run_batch(rows.all(), lambda row: handle(row) or os.kill(os.getpid(), 9), now=now)"
    finish(start(die, environment), code=-signal.SIGKILL)
    soon = "print(run_batch(rows.all(), handle, now=now + timedelta(minutes=1)))"
    assert run(soon, environment) == "0"
    later = "print(run_batch(rows.all(), handle, now=now + timedelta(minutes=3)), rows.get().next_try_at)"
    assert run(later, environment) == "1 None"
    assert len((tmp_path / "done").read_text().split()) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_sends_mail_beats_and_stops_in_peace(number, environment, tmp_path):
    run("from jobs.mail import queue_mail; queue_mail(to='a@example.org', subject='s', body='b')", environment)
    worker = start("call_command('worker', pause=0.1)", environment)
    wait_for(lambda: list(tmp_path.glob("mail/*.log")))
    worker.send_signal(number)
    finish(worker)
    told = run("print(Heartbeat.objects.get().at <= now, rows.get().sent_at is not None)", environment)
    assert told == "True True"


def test_a_signal_lets_the_row_in_hand_be_finished_and_begins_no_other(environment, tmp_path):
    run("rows.bulk_create(OutboxMail(to=str(n), next_try_at=now) for n in range(2))", environment)
    slow = """
from jobs.registry import SWEEPS, sweep
SWEEPS.clear()
sweep("slow")(lambda now: run_batch(rows.all(), lambda row: handle(row) or time.sleep(1), now=now))
call_command("worker", pause=0.1)
"""
    worker = start(slow, environment)
    wait_for((tmp_path / "done").exists)
    worker.send_signal(signal.SIGTERM)
    finish(worker)
    assert run("print(rows.filter(next_try_at=None).count(), rows.filter(tries=0).count())", environment) == "1 2"


def wait_for(happens, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)
