"""`make test`: finds a browser, runs everything on SQLite, then what depends on servers on PostgreSQL and Redis."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
STRICT = os.environ.get("CI", "").lower() == "true"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> int:
    left_out = []
    browser = find_browser()
    if not browser:
        left_out.append("browser tests (no Chromium found or installable)")
    servers = [name for name in ("TEST_DATABASE_URL", "TEST_REDIS_URL") if answers(os.environ.get(name, ""))]
    if len(servers) < 2:
        left_out.append("tests on PostgreSQL and Redis (TEST_DATABASE_URL and TEST_REDIS_URL name none that answers)")
    if not shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        left_out.append("tests in front of nginx (it is not installed: apt-get install nginx-light)")
    if not (shutil.which("pdftotext") and shutil.which("pdfinfo")):
        left_out.append("reading leaflets from paper (no pdftotext: apt-get install poppler-utils)")
    failed = pytest(["-n", "2", *([] if browser else ["-m", "not browser"])], browser)
    if len(servers) == 2:
        failed |= pytest(["-n", "2", "-m", "not browser and not sqlite"], browser, RUN_ON="servers")
    print(f"Left out: {'; '.join(left_out)}." if left_out else "Left out: nothing.")
    return 1 if failed or (STRICT and left_out) else 0


def pytest(arguments: list[str], browser: str, **environment: str) -> bool:
    """Runs the suite; True when it failed."""
    values = os.environ | environment | ({"CHROMIUM": browser} if browser else {})
    command = [sys.executable, "-m", "pytest", "-q", "--durations=20", *arguments, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=values).returncode != 0


def find_browser() -> str:
    """The path of a Chromium: on PATH, from Playwright, or from the system's package manager when we are root."""
    return on_path() or from_playwright() or from_packages()


def on_path() -> str:
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for name in NAMES if (path := shutil.which(name))), "")


def from_playwright() -> str:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    installed = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], **quiet)
    if installed.returncode:
        return ""
    script = "from playwright.sync_api import sync_playwright as p\nwith p() as x: print(x.chromium.executable_path)"
    path = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip()
    return path if path and Path(path).exists() else ""


def from_packages() -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, stdout=subprocess.DEVNULL, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    return on_path()


def answers(url: str) -> bool:
    parts = urlsplit(url)
    if not parts.hostname:
        return False
    default = 6379 if parts.scheme.startswith("redis") else 5432
    try:
        socket.create_connection((parts.hostname, parts.port or default), timeout=3).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
