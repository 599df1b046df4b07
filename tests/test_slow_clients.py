"""Clients that send their words a byte at a time, or take their answer as slowly, keep nobody else waiting.

Real sockets against the real server, and against nginx with deploy/nginx.conf before it. Heads and answers are the
server's own to wait for. A body holds one of our threads: nginx waits for it, and without a proxy portal.bodies does.

Straight at the server, seen red without portal.bodies, and with ten minutes for a head. Who takes the answer slowly is
the server's business alone: there is nothing of ours to take away.
"""

import socket
import time
from contextlib import ExitStack, suppress

import pytest
from nginx_site import NGINX, fetch, free_port, site_environment, start_nginx, start_portal, wait_for

from tests.prepared_site import EMPTY, copy_prepared

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not NGINX, reason="needs nginx")]
MANY, WITHIN = 100, 5  # several times the threads there are; seconds that a reader waits at the most
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "
KIND = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ntext="
POST = b"POST /articles/nothing/comments/ HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n" + KIND


@pytest.fixture(scope="module")
def ports(tmp_path_factory):
    """The port of nginx, where bodies are waited for, and the portal's own."""
    folder, edge, origin = tmp_path_factory.mktemp("slow"), free_port(), free_port()
    environment = site_environment(folder / "data", edge) | {"WEB_WORKERS": "1", "WEB_THREADS": "8"}
    copy_prepared(folder / "data", EMPTY)
    running = [start_portal(environment, origin), start_nginx(folder, edge, [origin])]
    try:
        wait_for(edge)
        yield {"nginx": edge, "none": origin}
    finally:
        for process in running:
            process.terminate()
            process.wait(30)


@pytest.fixture
def open_many():
    with ExitStack() as stack:

        def open_many(port: int, first: bytes) -> list[socket.socket]:
            found = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 20)) for _ in range(MANY)]
            for one in found:
                one.sendall(first)
            return found

        yield open_many


def longest_wait(port: int, slow: list[socket.socket], drip: bytes, path: str = "/faq/") -> float:
    """The longest that a reader waits for a page, while each of the others sends another byte."""
    waits = []
    for _ in range(10):
        for one in slow:
            with suppress(OSError):  # the server may have had enough of it
                one.sendall(drip)
        begun = time.monotonic()
        assert fetch(port, path, Host="localhost").status == 200
        waits.append(time.monotonic() - begun)
        time.sleep(0.2)
    return max(waits)


@pytest.mark.parametrize(("where", "first"), [("none", HEAD), ("nginx", HEAD), ("nginx", POST)], ids=str)
def test_many_who_send_slowly_keep_no_reader_waiting(ports, open_many, where, first):
    assert longest_wait(ports[where], open_many(ports[where], first), b"a") < WITHIN


@pytest.mark.parametrize("path", ["/faq/", "/search/?q=sleep"])
def test_many_whose_words_drip_straight_at_the_server_keep_no_reader_waiting(ports, open_many, path):
    """Neither for a stored page nor for one that is made afresh."""
    slow = open_many(ports["none"], POST)
    time.sleep(1)  # so that all of them are in before the first reader
    assert longest_wait(ports["none"], slow, b"a", path) < WITHIN


def test_a_form_that_never_ends_is_answered_and_the_next_one_taken(ports, open_many):
    """Those who drip are told so, by then or at once; then a form that comes as forms do has its answer."""
    for one in open_many(ports["none"], POST):
        assert fetch(ports["none"], "/faq/", Host="localhost").status == 200  # the server makes threads as others ask
        assert one.recv(12) in (b"HTTP/1.1 408", b"HTTP/1.1 503")
    with socket.create_connection(("127.0.0.1", ports["none"]), 20) as one:
        one.sendall(POST.replace(b"5000", b"5"))
        assert one.recv(12) == b"HTTP/1.1 404"  # there is no such article


@pytest.mark.parametrize("where", ["none", "nginx"])
def test_many_who_take_their_answer_slowly_keep_no_reader_waiting(ports, open_many, where):
    slow = open_many(ports[where], b"GET /faq/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20)  # and read nothing of it
    assert longest_wait(ports[where], slow, b"") < WITHIN


def test_a_head_that_never_ends_is_cut_off(ports):
    """After ten seconds, however busily its bytes drip."""
    with socket.create_connection(("127.0.0.1", ports["none"]), 20) as one:
        one.sendall(HEAD)
        one.settimeout(0.5)
        begun = time.monotonic()
        while time.monotonic() - begun < 25:
            with suppress(TimeoutError):
                one.sendall(b"a")
                if not one.recv(1000):
                    break
        assert time.monotonic() - begun < 20
