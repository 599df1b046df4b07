"""A real site on real processes, and people who post, for the faults that need one."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.nginx_site import ROOT, fetch, free_port, manage, site_environment
from tests.prepared_site import copy_prepared

ARTICLE = "/articles/what-is-ketamine-therapy/"
LETTERS = str.maketrans("0123456789", "bcdfghjklm")


@dataclass
class Site:
    folder: Path
    port: int
    environment: dict[str, str]
    target: str = "portal.wsgi:application"
    process: subprocess.Popen | None = None
    numbers: random.Random = field(default_factory=lambda: random.Random(7))  # the same run each time

    def start(self) -> float:
        """Starts the server in a group of its own; returns the seconds until its first answer, less those in which its
        processes were ready to go on and others had the cores: what a machine of its own would take."""
        command = [sys.executable, "-m", "portal.server", "--port", str(self.port), "--target", self.target]
        begun = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log(), stderr=self.log(), start_new_session=True
        )
        while time.monotonic() - begun < 60:
            try:
                if fetch(self.port, "/healthz").status == 200:
                    return time.monotonic() - begun - seconds_without_a_core(self.process.pid)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
        raise AssertionError("the server does not answer: " + (self.folder / "log").read_text()[-2000:])

    def log(self):
        return (self.folder / "log").open("ab")

    def kill(self) -> None:
        """All its processes at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)

    def manage(self, *words: str) -> str:
        return manage(self.environment, *words)

    def ask(self, code: str) -> list:
        """What a line of Python in the site's own shell prints as JSON."""
        return json.loads(self.manage("shell", "-v0", "-c", f"import json\n{code}").strip().splitlines()[-1])

    def stored(self) -> list[str]:
        texts = "Comment.objects.filter(text__startswith='Post ').values_list('text', flat=True)"
        return self.ask(f"from comments.models import Comment\nprint(json.dumps(list({texts})))")


def seconds_without_a_core(parent: int) -> float:
    """Of the first process and of that one of its workers which waited the least: others may have answered sooner."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    waited = [int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9 for pid in (parent, *children)]
    return waited[0] + min(waited[1:], default=0)


def prepare(place: "Site") -> None:
    place.manage("migrate", "-v0")
    place.manage("load_starter")
    place.manage("collectstatic", "--noinput", "-v0")


@contextmanager
def site(target: str = "portal.wsgi:application", folder: Path | None = None, **environment: str):
    """A site with the starter articles on SQLite; where the environment names another database, whoever names it has
    prepared that. Not started yet."""
    with TemporaryDirectory(prefix="faults-") as scratch:
        home, port = folder or Path(scratch), free_port()
        values = site_environment(home, port) | {"BACKUP_HOUR": "never"} | environment
        made = Site(home, port, values, target)
        copy_prepared(home)
        try:
            yield made
        finally:
            if made.process and made.process.poll() is None:
                made.kill()


def post(port: int, text: str, network: int = 0, timeout: float = 20, email: str = "") -> tuple[int, str]:
    """One comment, from a network of its own; the status and the page. 0 when the connection broke."""
    form = urllib.parse.urlencode({"name": "Night owl", "text": text, "email": email, "website": "", "parent": ""})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "X-Forwarded-For": f"10.{network // 256 % 256}.{network % 256}.1",
        "Host": f"localhost:{port}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", f"{ARTICLE}comments/", form, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def text_of(number: int) -> str:
    """A comment like no other, in letters: with the digits of a clock the screens would take it for a phone number."""
    return f"Post {number} of {str(time.monotonic_ns()).translate(LETTERS)}"


def is_taken(status: int, page: str) -> bool:
    """Whether the page tells the writer that her words are safe."""
    return status == 200 and "Your comment is saved" in page


def read(port: int, path: str) -> tuple[int, float, dict]:
    """Status, seconds and headers of a page."""
    begun = time.monotonic()
    reply = fetch(port, path)
    return reply.status, time.monotonic() - begun, reply.headers


class Crowd:
    """Threads that post numbered comments until told to stop, and remember what was acknowledged."""

    def __init__(self, place: Site, people: int = 4, start: int = 0):
        self.place, self.people, self.number = place, people, start
        self.acknowledged: list[str] = []
        self.refused: list[int] = []
        self.going = True

    def __enter__(self):
        self.pool = ThreadPoolExecutor(self.people)
        self.work = [self.pool.submit(self._person) for _ in range(self.people)]
        return self

    def wait_for(self, number: int, seconds: float = 60) -> None:
        """Until so many more comments were acknowledged."""
        wanted, until = len(self.acknowledged) + number, time.monotonic() + seconds
        while len(self.acknowledged) < wanted and time.monotonic() < until:
            time.sleep(0.005)

    def __exit__(self, *error):
        self.going = False
        for one in self.work:
            one.result(60)
        self.pool.shutdown()

    def _person(self) -> None:
        while self.going:
            self.number += 1
            number = self.number
            text = text_of(number)
            status, page = post(self.place.port, text, number)
            if is_taken(status, page):
                self.acknowledged.append(text)
            else:
                self.refused.append(status)
                time.sleep(0.01)
