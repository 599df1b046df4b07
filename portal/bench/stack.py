"""A site to be measured, and the production stack that serves it on a port of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from portal.bench.load import HOST

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60
RESTING = 50  # milliseconds of processor time a second, below which its processes wait for work


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def processes_of(pid: int) -> list[int]:
    """The process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [each for child in task.read_text().split() for each in processes_of(int(child))]
    return found


@dataclass
class Server:
    """A running web server. For use in a with statement; it is ended by its own number."""

    environment: dict[str, str]
    target: str = "portal.wsgi:application"
    ready_at: str = "/healthz"
    port: int = field(default_factory=free_port)

    def __enter__(self):
        command = [sys.executable, "-m", "portal.server", "--host", HOST, "--port", str(self.port)]
        values = self.environment | {"SITE_URL": f"http://localhost:{self.port}"}
        self.process = subprocess.Popen(  # noqa: S603  our own words
            [*command, "--target", self.target], env=values, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise RuntimeError(f"the server for {self.target} did not start")
            time.sleep(0.2)
        return self

    def __exit__(self, *error):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def answers(self) -> bool:
        try:
            return self.fetch(self.ready_at)[0] == 200
        except OSError:
            return False

    def fetch(self, path: str, **headers: str) -> tuple[int, dict, bytes]:
        """One request; status, headers and the body as it came over the wire."""
        values = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://{HOST}:{self.port}{path}", headers=values)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  to this machine
                return answer.status, lower(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, lower(error.headers), error.read()

    def cpu(self) -> float:
        """Milliseconds of processor time used so far, by all its processes."""
        total = 0
        for pid in processes_of(self.process.pid):
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(words[11]) + int(words[12])
        return total * 1000 / TICKS

    def rest(self) -> None:
        """Waits until its processes have done next to nothing for a second."""
        until, used = time.monotonic() + PATIENCE, -RESTING
        while (now := self.cpu()) - used >= RESTING and time.monotonic() < until:
            used = now
            time.sleep(1)

    def memory(self) -> float:
        """Megabytes, each shared page counted in proportion."""
        total = 0
        for pid in processes_of(self.process.pid):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024


def run_python(environment: dict[str, str], *arguments: str, quiet: bool = True) -> str:
    """Runs Python in the site's environment and returns what it wrote; raises when it failed."""
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.PIPE if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed: {(done.stderr or '').strip()[-500:]}")
    return done.stdout or ""


def lower(headers) -> dict[str, str]:
    """Servers write the names of headers as they like."""
    return {name.lower(): value for name, value in headers.items()}
