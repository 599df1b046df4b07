"""The real nginx with deploy/nginx.conf, before the real web server; only addresses and folders differ."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(port: int, path: str, method: str = "GET", **headers: str) -> Reply:
    """One request exactly as written: no client tidies the path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    reply = Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return reply


def wait_for(port: int, path: str = "/healthz") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if fetch(port, path).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port}")


def site_environment(folder: Path, port: int) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "CACHE_URL": "",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "TRUSTED_PROXIES": "127.0.0.1",
        "SECRET_KEY": "only-for-tests",
        "DEBUG": "false",
        "STAFF_SECOND_FACTOR": "offered",
        "WEB_WORKERS": "2",
    }


def manage(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def start_portal(environment: dict[str, str], port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "portal.server", "--port", str(port), "--host", "127.0.0.1"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def start_nginx(folder: Path, port: int, portals: list[int]) -> subprocess.Popen:
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, port, portals))
    return subprocess.Popen([NGINX, "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(file)])


def configuration(folder: Path, port: int, portals: list[int]) -> str:
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = text.replace("server 127.0.0.1:8000;", "\n".join(f"server 127.0.0.1:{each};" for each in portals))
    text = text.replace("/var/cache/nginx/portal", str(folder / "cache")).replace("info.example.org", "localhost")
    text = re.sub(r"server \{\s*listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"\n\s*ssl_certificate\S* [^;]*;", "", text)
    folders = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{folders}{text}\n}}\n"
    )
