"""Chromium over the real thing: `portal.demo` with the starter content, started once by each process that needs it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.editing import ADD, AREA

ROOT = Path(__file__).resolve().parents[2]
NOT_PAGES = ("/static/", "/media/", "/admin/", "/accounts/")
START_SECONDS = 150
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    """Marked by their folder. They share one site: one process of pytest-xdist runs them all."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


class Site:
    """The running demo: its address and the printed accounts."""

    def __init__(self, address: str, data: Path):
        self.address, self.data = address, data

    @property
    def accounts(self) -> dict[str, tuple[str, str, str]]:
        rows = (self.data / "demo-accounts.txt").read_text().splitlines()
        return {row.split("\t")[0]: tuple(row.split("\t")[1:4]) for row in rows if row.count("\t") >= 3}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    data, port = tmp_path_factory.mktemp("site"), free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DEBUG")}
    values = inherited | {
        "PORT": str(port),
        "DATA_DIR": str(data),
        "SECRET_KEY": "only-for-the-browser-tests",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "STAFF_SECOND_FACTOR": "offered",
        "DATABASE_URL": "",
        "CACHE_URL": "",
    }
    with (data / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "portal.demo"], cwd=ROOT, env=values, stdout=log, stderr=log)
        try:
            wait_until_it_answers(process, f"http://localhost:{port}/readyz", data / "log")
            yield Site(f"http://localhost:{port}", data)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_until_it_answers(process, address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"The demo did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    return browser_type_launch_args | {"executable_path": path, "args": FLAGS}


@pytest.fixture
def browser_context_args(browser_context_args, site):
    return browser_context_args | {"base_url": site.address}


def sign_in(page, site, role: str) -> None:
    """Through the sign-in page, as a person in the demo would: password, then on without a code."""
    email, password, _secret = site.accounts[role]
    page.goto("/admin/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.get_by_role("button", name="Go on without a code").click()
    page.wait_for_url("**/admin/")


@pytest.fixture
def sign_in_as(page, site):
    return lambda role: sign_in(page, site, role)


@pytest.fixture
def desk(page, sign_in_as):
    """The page of a new article, with nothing in it."""
    sign_in_as("editor")
    page.goto(ADD)
    left = page.get_by_role("button", name="Discard them")  # words that another test has left unsaved
    if left.count():
        left.click()
    expect(page.locator(AREA)).to_be_visible()
    return page


def public_paths(site) -> list[str]:
    """Every public page of the demo, found by following its own links."""
    seen, shapes, waiting = [], set(), ["/"]
    while waiting:
        path = waiting.pop(0)
        # The page for reporting one comment is like that for any other, and so is the link to one comment.
        shape = re.sub(r"(comment=|report/)\d+", r"\1N", path)
        if shape in shapes:
            continue
        shapes.add(shape)
        seen.append(path)
        waiting += [link for link in links_on(site, path) if link not in seen and link not in waiting]
    return seen


def links_on(site, path: str) -> list[str]:
    try:
        html = urllib.request.urlopen(site.address + path, timeout=10).read().decode()
    except urllib.error.HTTPError:
        return []
    found = re.findall(r'<a[^>]* href="(/[^"#]*)', html)
    return [link for link in dict.fromkeys(found) if not link.startswith(NOT_PAGES)]


@pytest.fixture(scope="session")
def paths(site) -> list[str]:
    return public_paths(site)
