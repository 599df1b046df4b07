"""What a killed backup leaves behind, which is not sealed, is swept up; what somebody works in stays."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import connection

from portal.backup import making, schedule, scratch

pytest_plugins = ["tests.database_file", "tests.backup_place"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]

HOLDER = """
import pathlib, sys, time
from portal.backup import scratch
with scratch.in_use(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def left(store) -> Path:
    """A folder with somebody's words in it, two minutes old."""
    place = Path(site_settings.DATA_DIR) / "backup-left"
    place.mkdir()
    (place / "database").write_text("Somebody's words")
    make_old(place)
    return place


def make_old(place: Path) -> None:
    os.utime(place, times=(time.time() - 120, time.time() - 120))


@pytest.fixture
def holder(left):
    """Another process that works in the folder."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "only-for-tests"}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(left)],
        cwd=site_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    make_old(left)
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_folder_in_use_stays_until_its_process_is_killed(left, holder):
    assert scratch.sweep_folders() == 0 and left.exists()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert scratch.sweep_folders() == 1 and not left.exists()


def test_the_next_backup_sweeps(left):
    making.make()
    assert not left.exists()


def test_the_worker_sweeps_too(left, settings):
    settings.BACKUP_HOUR = None
    schedule.start_when_due(making.timezone.now())
    assert not left.exists()


def test_a_folder_just_made_stays(left):
    os.utime(left)
    assert scratch.sweep_folders() == 0 and left.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's scratch database is a file in the folder")
def test_a_scratch_database_left_behind_goes_and_one_in_use_stays():
    left, used = (scratch.prefix() + name for name in ("left", "used"))
    with closing(scratch.patient_connection(connection.settings_dict["NAME"])) as server:
        for name in (left, used):
            server.execute(f"CREATE DATABASE {name}")
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [used])
        with scratch.database() as ours:
            names = {name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()}
            assert used in names and ours in names and left not in names
        scratch.drop(server, used)
        names = {name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()}
        assert ours not in names
