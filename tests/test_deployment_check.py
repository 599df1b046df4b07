"""`check --deploy` on settings as a clinic would have them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.servers

ROOT = Path(__file__).resolve().parent.parent


def check(tmp_path, **changes) -> subprocess.CompletedProcess:
    values = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DEBUG": "false",
        "SECRET_KEY": "kJ4-uT9vQ2_xLw8ZrB6nYc3HsE7gMd5PaF1oRiXbVtNqCyUzWe",
        "SITE_URL": "https://info.example.org",
        "STAFF_SECOND_FACTOR": "required",
    }
    command = [sys.executable, "manage.py", "check", "--deploy"]
    return subprocess.run(command, cwd=ROOT, env=values | changes, capture_output=True, text=True)


def test_a_clinics_settings_raise_no_warning_and_none_is_silenced(tmp_path):
    run = check(tmp_path)
    assert (run.returncode, run.stdout.strip()) == (0, "System check identified no issues (0 silenced).")
    assert not run.stderr.strip()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"STAFF_SECOND_FACTOR": "offered"}, "portal.E001"),
        ({"SECRET_KEY": "short"}, "security.W009"),
        ({"SITE_URL": "http://info.example.org"}, "security.W008"),
    ],
)
def test_what_a_clinic_must_not_run_with_is_named(tmp_path, changes, words):
    assert words in check(tmp_path, **changes).stderr


def test_every_setting_of_the_example_file_at_once_raises_no_warning(tmp_path):
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = [line[1:].split("=", 1) for line in lines if re.match(r"#[A-Z_0-9]+=", line)]
    values = {name: value for name, value in pairs if value and name not in {"DATA_DIR", "FAQ_DIR", "BACKUP_DIR"}}
    assert len(values) > 20
    run = check(tmp_path, **values)
    assert (run.returncode, run.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), run.stderr
