"""What is in deploy/, as far as programs can look at it without a machine to put it on."""

import http.server
import os
import pwd
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from articles import images
from portal import command_line
from portal.arrival import files, uploading

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
COMPOSE = ["compose.yaml", "compose.several.yaml"]
UNITS = ["portal-web.service", "portal-worker.service", "portal-backup.service"]
OURS = {"prepare", "web", "worker"}


def compose(name: str) -> dict:
    return yaml.safe_load((DEPLOY / name).read_text())


def unit(name: str) -> str:
    return (DEPLOY / "systemd" / name).read_text()


@pytest.mark.parametrize("name", COMPOSE)
def test_our_containers_write_nowhere_but_their_data_and_hold_no_rights(name):
    services = compose(name)["services"]
    for service in OURS:
        found = services[service]
        assert found["read_only"] is True
        assert found["cap_drop"] == ["ALL"]
        assert found["security_opt"] == ["no-new-privileges:true"]
        assert found["env_file"] == "../.env"
        assert found["volumes"] == ["data:/data"]
        assert "ports" not in found  # only the proxy is reached from outside


@pytest.mark.parametrize("name", COMPOSE)
def test_every_name_that_a_compose_file_uses_is_there(name):
    file = compose(name)
    for service, found in file["services"].items():
        assert set(found.get("depends_on", {})) <= set(file["services"]), service
        for volume in found.get("volumes", []):
            source = volume.split(":")[0]
            assert source in file["volumes"] or source.startswith("/") or (DEPLOY / source).exists(), volume
    build = file["services"]["web"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


@pytest.mark.parametrize("name", COMPOSE)
def test_readers_come_only_after_the_tables_are_ready_and_what_is_in_hand_is_finished(name):
    services = compose(name)["services"]
    for service in ("web", "worker"):
        assert services[service]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
        assert services[service]["stop_grace_period"] == "30s"
        assert services[service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", COMPOSE)
def test_only_the_network_of_the_containers_is_believed_about_who_asks(name):
    file = compose(name)
    subnet = file["networks"]["default"]["ipam"]["config"][0]["subnet"]
    assert file["services"]["web"]["environment"]["TRUSTED_PROXIES"] == subnet


def test_several_machines_share_a_database_a_cache_and_pictures():
    environment = compose("compose.several.yaml")["services"]["web"]["environment"]
    assert {"DATABASE_URL", "CACHE_URL", "MEDIA_S3_BUCKET"} <= set(environment)


def test_a_further_machine_has_the_same_containers_without_changing_tables_or_opening_more_than_the_private_network():
    further, several = compose("compose.further.yaml")["services"], compose("compose.several.yaml")["services"]
    assert set(further) == OURS
    for service in OURS:
        own = {"environment", "depends_on", "ports", "command"}
        assert {key: further[service][key] for key in further[service].keys() - own} == {
            key: several[service][key] for key in several[service].keys() - own
        }
        assert set(further[service]["environment"]) == set(several[service]["environment"])
    assert "migrate" not in further["prepare"]["command"] and "collectstatic" in further["prepare"]["command"]
    opened = [port for found in further.values() for port in found.get("ports", [])]
    shared = compose("compose.shared.yaml")["services"]
    opened += [port for found in shared.values() for port in found["ports"]]
    assert len(opened) == 3 and all(port.startswith("${PRIVATE_ADDRESS:?") for port in opened)
    assert set(shared) <= set(several)


def test_what_the_handbook_tells_compose_is_what_compose_asks_for():
    told = (ROOT / "docs" / "deploying.md").read_text()
    for name in (*COMPOSE, "compose.further.yaml", "compose.shared.yaml"):
        for asked in re.findall(r"\$\{([A-Z_]+):\?", (DEPLOY / name).read_text()):
            assert f"{asked}=" in told or f"`{asked}`" in told, f"{name} asks for {asked}"


def test_what_compose_puts_into_nginx_conf_is_found_there():
    text = (DEPLOY / "nginx.conf").read_text()
    command = compose("compose.several.yaml")["services"]["nginx"]["command"][-1]
    for pattern in re.findall(r"s/(\S+?[^\\])/\S+?/g?\"", command):
        assert re.search(pattern, text), pattern


def test_the_image_runs_without_rights_with_locked_packages_and_looks_after_itself():
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    words = [line.split()[0] for line in lines if re.match(r"[A-Z]+ ", line)]
    assert "USER 10001:10001" in lines
    assert words.index("USER") < words.index("CMD")
    assert "HEALTHCHECK" in words
    assert "STOPSIGNAL SIGTERM" in lines
    assert any("--require-hashes" in line for line in lines)
    assert not any(re.search(r"(?i)(secret|password)\S*=", line) for line in lines)
    assert lines[-1] == 'CMD ["python", "-m", "portal.server"]'  # no shell in between: the signal reaches it


def test_no_secret_goes_into_the_image():
    kept_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", "var", ".git", ".venv"} <= set(kept_out)


@pytest.mark.skipif(not shutil.which("hadolint"), reason="hadolint is not installed")
def test_hadolint_finds_nothing_in_the_dockerfile():
    command = ["hadolint", "--ignore", "DL3008", str(DEPLOY / "Dockerfile")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_health_check_asks_under_the_sites_own_name(status, code):
    asked = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *words):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        changes = {"PORT": str(server.server_port), "SITE_URL": "https://info.example.org"}
        run = subprocess.run([sys.executable, str(DEPLOY / "healthcheck.py")], env=os.environ | changes)
        server.shutdown()
    assert run.returncode == code
    assert asked == [("/healthz", "info.example.org")]


def test_a_server_that_is_not_there_is_not_healthy():
    run = subprocess.run([sys.executable, str(DEPLOY / "healthcheck.py")], env=os.environ | {"PORT": "1"})
    assert run.returncode == 1


@pytest.mark.parametrize("name", UNITS)
def test_units_run_without_rights(name):
    lines = set(unit(name).splitlines())
    wanted = {
        "User=portal",
        "ProtectSystem=strict",
        "NoNewPrivileges=true",
        "CapabilityBoundingSet=",
        "PrivateTmp=true",
    }
    assert wanted <= lines
    assert "StateDirectory=portal" in lines


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_every_unit(tmp_path):
    for name in (*UNITS, "portal-backup.timer"):
        text = unit(name).replace("/opt/portal/.venv/bin/python", sys.executable).replace("/opt/portal", str(ROOT))
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / name) for name in (*UNITS, "portal-backup.timer")]
    run = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
    ours = [line for line in run.stderr.splitlines() if "portal-" in line]
    assert (run.returncode, ours) == (0, [])


def caddy_says(**environment: str) -> str:
    """What is wrong with the file; nothing when all is well."""
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    run = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    return run.stderr if run.returncode else ""


@pytest.mark.skipif(not shutil.which("caddy"), reason="caddy is not installed")
def test_caddy_understands_its_file():
    """Seen with 2.6.2 of Debian 12, which the file of before kept from starting, and with 2.11.7."""
    assert caddy_says(BUFFER_FORMS="") == ""
    version = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=True).stdout
    if not version.lstrip("v").startswith("2.6."):
        given = compose("compose.yaml")["services"]["caddy"]["environment"]
        assert caddy_says(BUFFER_FORMS=given["BUFFER_FORMS"]) == ""


def test_the_caddyfile_holds_no_word_that_debians_version_does_not_know():
    """Where no Caddy is installed; see https://caddyserver.com/docs/caddyfile/directives/reverse_proxy."""
    text = re.sub(r"#.*|\{\$.*?\}", "", (DEPLOY / "Caddyfile").read_text())
    assert set(re.findall(r"[a-z]+_[a-z_]+", text)) <= {
        "max_size", "request_body", "reverse_proxy", "header_up", "dial_timeout", "response_header_timeout",
    }  # fmt: skip


def test_the_caddyfile_takes_its_names_from_compose():
    text = (DEPLOY / "Caddyfile").read_text()
    assert text.count("{") == text.count("}")
    for name in compose("compose.yaml")["services"]["caddy"]["environment"]:
        assert "{$" + name + ":" in text


UNITS_OF_SIZE = {"m": 1024**2, "g": 1024**3, "MB": 1000**2, "GB": 1000**3, "MiB": 1024**2, "GiB": 1024**3}


def sizes(name: str, word: str) -> list[int]:
    found = re.findall(rf"{word} (\d+)(\w+)", (DEPLOY / name).read_text())
    return [int(number) * UNITS_OF_SIZE[unit] for number, unit in found]


@pytest.mark.parametrize(("name", "word"), [("nginx.conf", "client_max_body_size"), ("Caddyfile", "max_size")])
def test_proxies_let_through_what_the_portal_takes(name, word):
    """The largest for moving in, both files with the form around them; everywhere else the largest picture."""
    assert max(sizes(name, word)) >= files.LARGEST_EXPORT + files.LARGEST_ZIP + files.AROUND
    assert images.LARGEST_FILE < min(sizes(name, word)) < 100 * 1024**2


def test_two_files_of_the_largest_size_fit_into_the_form(monkeypatch):
    monkeypatch.setattr(uploading.shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**14))
    both = files.LARGEST_EXPORT + files.LARGEST_ZIP
    assert uploading.has_room(str(both + 4096)) and not uploading.has_room(str(both * 2))


@pytest.mark.skipif(not shutil.which("docker"), reason="docker is not installed")
def test_compose_understands_its_files():
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker has no compose here")
    needed = {
        "SITE_HOST": "a.example",
        "DATABASE_PASSWORD": "x",
        "DATABASE_URL": "postgres://x",
        "CACHE_URL": "redis://x",
    }
    needed |= {"PRIVATE_ADDRESS": "10.0.0.1", "PROXY_ADDRESS": "10.0.0.1"}
    for name in (*COMPOSE, "compose.further.yaml"):
        command = ["docker", "compose", "-f", str(DEPLOY / name), "config", "--quiet", "--no-env-resolution"]
        run = subprocess.run(
            command, capture_output=True, text=True, env=os.environ | needed | {"MEDIA_S3_BUCKET": "m"}
        )
        assert run.returncode == 0, run.stderr


def test_make_site_refuses_what_is_no_name_of_a_host():
    for words in ("https://info.example.org", "clinic", "a b.example.org"):
        run = subprocess.run([sys.executable, "-m", "portal.site", words], cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 2
        assert "info.example.org" in run.stderr


def test_root_is_told_as_whom_to_work_on_data_of_an_account_without_rights(tmp_path, monkeypatch):
    monkeypatch.setattr(command_line.os, "geteuid", lambda: 0)
    theirs = pwd.getpwnam("nobody")
    monkeypatch.setattr(Path, "stat", lambda path: SimpleNamespace(st_uid=theirs.pw_uid))
    words = command_line.wrong_account(tmp_path, ["make", "site", "HOST_NAME=a.example"])
    assert words.endswith("Type: runuser -u nobody -- make site HOST_NAME=a.example")
    monkeypatch.setattr(command_line.os, "geteuid", lambda: theirs.pw_uid)
    assert command_line.wrong_account(tmp_path, ["make"]) == ""
    monkeypatch.setattr(command_line.os, "geteuid", lambda: 0)
    for owner in (0, 2_000_000_000):  # root's own; an account that this machine does not know
        monkeypatch.setattr(Path, "stat", lambda path, owner=owner: SimpleNamespace(st_uid=owner))
        assert command_line.wrong_account(tmp_path, ["make"]) == ""
    monkeypatch.undo()
    assert command_line.wrong_account(tmp_path / "not there yet", ["make"]) == ""


def test_manage_py_finds_what_it_needs_whatever_python_it_is_called_with(tmp_path):
    """As handbooks have it, `python3 manage.py …`, with a Python that knows nothing of Django."""
    (tmp_path / "portal").mkdir()
    for name in ("manage.py", "portal/__init__.py", "portal/command_line.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    own = tmp_path / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text('#!/bin/sh\necho "ours: $*"\n')
    own.chmod(0o755)
    bare = [
        sys.executable,
        "-S",
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['manage.py', 'doctor']; ",
    ]
    bare[-1] += f"exec(compile(open({str(tmp_path / 'manage.py')!r}).read(), {str(tmp_path / 'manage.py')!r}, 'exec'), "
    bare[-1] += "{'__name__': '__main__', '__file__': " + repr(str(tmp_path / "manage.py")) + "})"
    run = subprocess.run(bare, cwd=tmp_path, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert run.stdout == "ours: manage.py doctor\n", run.stderr
