"""Settings from the environment: wrong values refuse to start, with one clear line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.environment import BadSetting, Environment
from portal.first_start import write_env_file

pytestmark = pytest.mark.servers

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("SITE_URL", "clinic.example.org"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "mysql://root@host/name"),
        ("DATABASE_URL", "portal.sqlite3"),
        ("CACHE_URL", "memcached://host"),
        ("EDGE_TTL", "-1"),
        ("EDGE_TTL", "1e3"),
        ("STAFF_SECOND_FACTOR", "off"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY_FILE", "/nowhere/secret"),
        ("EMAIL_URL", "nonsense"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("LANGUAGE_CODE", "xx"),
        ("WEB_WORKERS", "none"),
        ("WEB_THREADS", "0"),
        ("ERROR_MAIL_TO", "it@clinic.example, nobody"),
        ("ALERT_WEBHOOK_URL", "ftp://alarm.example.org/"),
        ("ALERT_WEBHOOK_URL", "https://[alarm"),
        ("TRUSTED_PROXIES", "127.0.0.1,proxy.example.org"),
        ("SITE_URL", "https://[clinic"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line_that_names_it(name, value, tmp_path):
    values = {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DATA_DIR": str(tmp_path), "DEBUG": "false", name: value}
    script = "import portal.settings, portal.server"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=values, capture_output=True, text=True)
    assert run.returncode == 3, run.stderr
    assert run.stderr.startswith(f"Setting {name}"), run.stderr
    assert run.stderr.strip().count("\n") == 0 and "Example:" in run.stderr


def test_a_secret_may_be_given_as_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    assert Environment({"SECRET_KEY_FILE": str(file)}).text("SECRET_KEY") == "from a file"


def test_an_empty_value_means_the_default():
    assert Environment({"EDGE_TTL": ""}).number("EDGE_TTL", 1) == 1


def test_a_number_outside_its_bounds_is_refused():
    with pytest.raises(BadSetting, match="whole number from 0 to 5"):
        Environment({"N": "6"}).number("N", 1, most=5)


def test_the_first_start_writes_a_secret_once_and_for_its_owner_only(tmp_path):
    file = tmp_path / ".env"
    assert write_env_file(file)
    first = file.read_text()
    assert oct(file.stat().st_mode)[-3:] == "600" and "SECRET_KEY=" in first
    assert not write_env_file(file)
    assert file.read_text() == first


def test_the_example_file_explains_every_setting_and_no_other():
    source = "".join(path.read_text() for path in (ROOT / "portal").rglob("*.py"))
    read = set(re.findall(r'(?:\benv|Environment\(\))\.\w+\(\s*"([A-Z0-9_]+)"', source))
    read -= {"PORT"}  # how one process is started, like HOST: said to make or by the container
    explained = re.findall(r"^#([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert sorted(explained) == sorted(read)


def test_the_web_server_takes_its_processes_and_threads_from_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("WEB_WORKERS=5\nWEB_THREADS=7\n")
    code = (
        "import pathlib, sys, portal.first_start as first\n"
        "first.ENV_FILE = pathlib.Path(sys.argv[1])\n"
        "import portal.server as server; print(server.WORKERS, server.THREADS)"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith("WEB_")}
    command = [sys.executable, "-c", code, str(tmp_path / ".env")]
    run = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True)
    assert run.stdout == "5 7\n", run.stderr
