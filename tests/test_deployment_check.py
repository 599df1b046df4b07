"""`check --deploy` on settings as a clinic would have them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.servers

ROOT = Path(__file__).resolve().parent.parent


def run(tmp_path, *command: str, **changes) -> subprocess.CompletedProcess:
    values = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DEBUG": "",  # as for everybody who says nothing about it, whatever a developer's .env says
        "SECRET_KEY": "kJ4-uT9vQ2_xLw8ZrB6nYc3HsE7gMd5PaF1oRiXbVtNqCyUzWe",
        "SITE_URL": "https://info.example.org",
        "STAFF_SECOND_FACTOR": "required",
    }
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=values | changes, capture_output=True, text=True)


def check(tmp_path, **changes) -> subprocess.CompletedProcess:
    return run(tmp_path, "manage.py", "check", "--deploy", **changes)


def test_a_clinics_settings_raise_no_warning_and_none_is_silenced(tmp_path):
    found = check(tmp_path)
    assert (found.returncode, found.stdout.strip()) == (0, "System check identified no issues (0 silenced).")
    assert not found.stderr.strip()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"STAFF_SECOND_FACTOR": "offered"}, "portal.E001"),
        ({"SECRET_KEY": "short"}, "security.W009"),
        ({"SITE_URL": "http://info.example.org"}, "security.W008"),
        ({"DEBUG": "true"}, "security.W018"),
    ],
)
def test_what_a_clinic_must_not_run_with_is_named(tmp_path, changes, words):
    assert words in check(tmp_path, **changes).stderr


def test_every_setting_of_the_example_file_at_once_raises_no_warning(tmp_path):
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = [line[1:].split("=", 1) for line in lines if re.match(r"#[A-Z_0-9]+=", line)]
    values = {name: value for name, value in pairs if value and name not in {"DATA_DIR", "FAQ_DIR", "BACKUP_DIR"}}
    assert len(values) > 20
    found = check(tmp_path, **values)
    assert (found.returncode, found.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), (
        found.stderr
    )


COOKIES = """
from portal import settings as ours
from django.conf import global_settings as theirs
for kind in ("SESSION", "CSRF"):
    print(*[getattr(ours, f"{kind}_COOKIE_{what}", getattr(theirs, f"{kind}_COOKIE_{what}"))
            for what in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")])
"""


@pytest.mark.parametrize(
    ("address", "begin", "secure"), [("https://info.example.org", "__Host-", "True"), ("http://localhost", "", "False")]
)
def test_over_https_no_cookie_leaves_in_plain_or_comes_from_another_host(tmp_path, address, begin, secure):
    """`__Host-`: browsers then take it from this very host only, for all paths, over TLS."""
    lines = run(tmp_path, "-c", COOKIES, SITE_URL=address).stdout.splitlines()
    assert lines == [f"{begin}{name} {secure} True Lax None /" for name in ("session", "csrf")]
