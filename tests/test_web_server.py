"""The web server stops without losing a request, replaces a dead process, and leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from nginx_site import fetch, free_port, wait_for

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def server():
    port = free_port()
    target = "tests.slow_application:application"
    command = [sys.executable, "-m", "portal.server", "--port", str(port), "--target", target, "--workers", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"HOST": "127.0.0.1"})
    process.port = port
    wait_for(port, "/")
    yield process
    process.kill()
    process.wait(10)


def workers(server) -> set[int]:
    """The processes that answer. A connection that the kernel had already given to a process which is then killed is
    reset, whoever serves: the client asks again, as browsers and proxies do."""
    seen = set()
    for _ in range(40):
        with suppress(ConnectionResetError):
            seen.add(int(fetch(server.port, "/").body))
    return seen


def until(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_told_to_stop_it_answers_what_it_has_begun(server):
    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(fetch, server.port, "/slow") for _ in range(6)]
        time.sleep(0.5)
        server.send_signal(signal.SIGTERM)
        assert [answer.result(20).status for answer in answers] == [200] * 6
    assert server.wait(20) == 0


def test_a_process_that_dies_is_replaced_and_its_neighbour_serves_meanwhile(server):
    assert until(lambda: len(workers(server)) == 2)  # the second may still be starting
    victim = next(iter(workers(server)))
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: not is_alive(victim))
    assert workers(server) - {victim}
    assert until(lambda: len(workers(server) - {victim}) == 2)


def test_when_the_parent_dies_no_process_goes_on_with_the_old_code(server):
    children = workers(server)
    server.kill()
    assert until(lambda: not any(is_alive(pid) for pid in children))


def test_another_application_of_django_is_served_as_it_is(tmp_path):
    port, body = free_port(), tmp_path / "body"
    body.write_text("the same bytes")
    command = [sys.executable, "-m", "portal.server", "--port", str(port), "--target", "portal.bench.bare:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"HOST": "127.0.0.1", "BENCH_BODY": str(body)})
    try:
        wait_for(port, "/")
        assert fetch(port, "/").body == b"the same bytes"
    finally:
        process.kill()
        process.wait(10)
