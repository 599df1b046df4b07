"""What the first comment needs is read once in a process, before somebody waits for it."""

import gc
from concurrent.futures import ThreadPoolExecutor

import pytest

from comments import screening
from portal import server

TEXT = "Somebody wrote to us on Monday."


@pytest.fixture
def nothing_read(monkeypatch):
    """How often the rules are read from now on. Of this process the garbage is collected as ever."""
    monkeypatch.setattr(server, "collect_less_garbage", lambda: None)
    reads = []
    monkeypatch.setattr(screening, "_read", type(screening._read)())
    read = screening._screen

    def counted(text, screens):
        if not screening._read.is_set():
            reads.append(text)
        return read(text, screens)

    monkeypatch.setattr(screening, "_screen", counted)
    return reads


def test_six_first_comments_at_once_read_the_rules_once(nothing_read):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(screening.screen_text, [f"{TEXT} {number}" for number in range(6)]))
    assert len(nothing_read) == 1


def test_the_web_server_reads_them_when_it_starts(nothing_read, monkeypatch):
    monkeypatch.setattr(server, "end_with", lambda parent: None)  # it would outlive this test
    monkeypatch.setattr(server, "share_heaps", lambda: None)
    monkeypatch.setattr("portal.copies.catch_up", lambda: None)
    turns = []
    monkeypatch.setattr(server.sys, "setswitchinterval", turns.append)
    server.load(server.TARGET)
    assert turns == [server.TURN], "a reader of a stored page waits for five milliseconds behind a search"
    assert screening._read.wait(30)
    screening.screen_text(TEXT)
    assert len(nothing_read) == 1


def test_another_application_is_left_alone(nothing_read, monkeypatch):
    monkeypatch.setattr(server.apps, "ready", False)
    server.warm_up()
    assert nothing_read == []


def test_what_every_page_needs_is_no_longer_looked_through_for_garbage():
    try:
        server.collect_less_garbage()
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] == server.NEW_OBJECTS
    finally:
        gc.unfreeze()
        gc.set_threshold(700, 10, 10)


def test_where_the_heaps_cannot_be_shared_the_server_starts_all_the_same(monkeypatch):
    monkeypatch.setattr(server.ctypes, "CDLL", lambda name: object())
    server.share_heaps()
