"""A form reaches the views once all of it is here; who sends too slowly, too much or too little is told so.

The same on real sockets: test_slow_clients. Seen red without the look at the clock after each piece,
without the places and without the line.
"""

import io
import threading
import time

import pytest

from portal import bodies
from portal.bodies import LARGEST, LARGEST_FORM, WholeForms

THREADS = 16
FORM = b"text=words"
LENGTH = len(FORM)


class Silent:
    """A body of which nothing comes before its client goes away, or is hung up on."""

    def __init__(self):
        self.asked, self.go = threading.Event(), threading.Event()

    def read(self, _size: int) -> bytes:
        self.asked.set()
        self.go.wait(20)
        return b""


class Dripping:
    """A body of which a byte comes now and then: the server gives a piece once it is full."""

    def read(self, size: int) -> bytes:
        time.sleep(0.005 * size)
        return b"a" * size


class Unread:
    def read(self, *_):
        pytest.fail("read")

    readline = __iter__ = read


def echo(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def send(door, source, length=LENGTH, method="POST", path="/articles/a/comments/"):
    said = {}

    def start_response(status, headers, exc_info=None):
        said.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "wsgi.input": source}
    environ |= {"CONTENT_LENGTH": str(length), "REMOTE_ADDR": "192.0.2.7"}
    body = b"".join(door(environ, start_response))
    return said | {"body": body}


@pytest.fixture
def waiting():
    """Starts so many slow senders, and lets them go at the end."""
    sources, threads = [], []

    def start(door, number: int) -> list[Silent]:
        new = [Silent() for _ in range(number)]
        sources.extend(new)
        for source in new:
            thread = threading.Thread(target=send, args=(door, source))
            threads.append(thread)
            thread.start()
        return new

    yield start
    for source in sources:
        source.go.set()
    for thread in threads:
        thread.join(20)


@pytest.mark.parametrize("length", [10, 65_536, 65_537, LARGEST_FORM])
def test_a_form_arrives_as_it_was_sent(length):
    sent = bytes(range(256)) * (length // 256 + 1)
    assert send(WholeForms(echo, THREADS), io.BytesIO(sent[:length]), length)["body"] == sent[:length]


def test_a_picture_from_staff_arrives_as_it_was_sent():
    sent = bytes(range(256)) * 12_000
    assert send(WholeForms(echo, THREADS), io.BytesIO(sent), len(sent), path="/admin/")["body"] == sent


def test_of_a_longer_body_the_announced_part_is_read():
    assert send(WholeForms(echo, THREADS), io.BytesIO(FORM + b"GET / HTTP/1.1"))["body"] == FORM


def test_no_view_sees_a_form_that_drips_in():
    answer = send(WholeForms(lambda *_: pytest.fail("seen"), THREADS, within=0.05), Dripping(), 5000)
    assert answer["status"] == 408
    assert b"Nothing was stored" in answer["body"] and b"/help-now/" in answer["body"]
    assert answer["headers"]["cache-control"] == "no-store" and "content-security-policy" in answer["headers"]


def test_who_falls_silent_is_hung_up_on_and_told(monkeypatch):
    silent, seen = Silent(), []
    monkeypatch.setattr(bodies, "LOOK", 0.02)
    monkeypatch.setattr(bodies.silence, "hang_up", lambda *given: seen.append(given) or silent.go.set())
    answer = send(WholeForms(lambda *_: pytest.fail("seen"), THREADS, within=0.05), silent)
    assert answer["status"] == 408
    assert seen == [("192.0.2.7", bodies.SILENT)]


def test_who_sends_a_large_file_steadily_has_the_time_it_takes():
    """Each byte that has come gives a little more: at 10 seconds for all, nobody could send a picture over a phone."""

    class Steady:
        def read(self, size: int) -> bytes:
            time.sleep(size / (2 * bodies.RATE))
            return b"a" * size

    door = WholeForms(echo, THREADS, within=0.05)
    assert send(door, Steady(), 6000)["status"] == 200  # takes 0.2 seconds and more


def test_no_view_sees_half_a_form():
    answer = send(WholeForms(lambda *_: pytest.fail("seen"), THREADS), io.BytesIO(FORM), 2 * len(FORM))
    assert answer["status"] == 400
    assert b"did not arrive whole" in answer["body"] and b"/help-now/" in answer["body"]


@pytest.mark.parametrize(("path", "most"), [("/feedback/", LARGEST_FORM), ("/admin/", LARGEST)])
def test_what_is_far_too_large_is_refused_unread(path, most):
    answer = send(WholeForms(echo, THREADS), Unread(), most + 1, path=path)
    assert answer["status"] == 413
    assert b"too much to send" in answer["body"] and b"/help-now/" in answer["body"]


def test_what_an_owner_uploads_to_move_in_is_read_by_the_page_itself():
    """KnownSenders asks first who sends it (test_moving_in_uploads)."""
    door = WholeForms(lambda environ, start: start("200 OK", []) or [], THREADS)
    assert send(door, Unread(), 10**10, path="/admin/moving-in/")["status"] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_other_methods_are_not_waited_for(method):
    door = WholeForms(lambda environ, start: start("200 OK", []) or [], THREADS)
    assert send(door, Unread(), method=method)["status"] == 200


@pytest.mark.parametrize(("threads", "at_once", "free"), [(16, 4, 4), (8, 2, 2), (2, 1, 1), (1, 1, 0)])
def test_slow_senders_leave_threads_to_readers(threads, at_once, free, waiting):
    """A quarter is read at once and half waits in line."""
    door = WholeForms(echo, threads, patience=20)
    held = threads - free
    first = waiting(door, held)
    assert until(lambda: sum(source.asked.is_set() for source in first) == at_once)
    assert until(lambda: is_full(door.line))
    answer = send(door, io.BytesIO(FORM))
    assert answer["status"] == 503 and answer["headers"]["retry-after"] == "5"
    assert b"Nothing was stored" in answer["body"] and b"/help-now/" in answer["body"]
    assert sum(source.asked.is_set() for source in first) == at_once


def test_nobody_waits_long_in_line(waiting):
    door = WholeForms(echo, THREADS, patience=0.05)
    first = waiting(door, 4)
    assert until(lambda: all(source.asked.is_set() for source in first))
    assert send(door, io.BytesIO(FORM))["status"] == 503


def test_a_place_is_free_again_however_the_last_one_ended():
    door = WholeForms(echo, THREADS, within=0.01)
    for _ in range(20):
        assert send(door, Dripping(), 5000)["status"] == 408
        assert send(door, io.BytesIO(b""))["status"] == 400
        assert send(door, io.BytesIO(FORM))["status"] == 200
    assert door.watch.all == []


def test_the_watch_ends_when_nobody_is_waited_for_and_begins_again(monkeypatch):
    monkeypatch.setattr(bodies, "LOOK", 0.01)
    door = WholeForms(echo, THREADS)
    for _ in range(2):
        assert send(door, io.BytesIO(FORM))["status"] == 200
        assert until(lambda: not door.watch.runs)


def test_a_full_disk_is_said_as_such(monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bodies.tempfile, "TemporaryFile", full)
    assert send(WholeForms(echo, THREADS), io.BytesIO(b"a" * LARGEST), LARGEST, path="/admin/")["status"] == 503


def until(condition) -> bool:
    pause = threading.Event()
    return any(condition() or pause.wait(0.02) for _ in range(500))


def is_full(places) -> bool:
    if places.acquire(blocking=False):
        places.release()
        return False
    return True


def test_a_crowd_of_slow_senders_makes_one_line_in_the_log(caplog):
    door = WholeForms(echo, THREADS, within=0.01)
    assert [send(door, Dripping(), 5000)["status"] for _ in range(5)] == [408] * 5
    assert [record.name for record in caplog.records] == ["portal.overload"]
    assert "too slowly" in caplog.text
