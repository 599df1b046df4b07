"""The cache may be down, lie or lose its table: readers get their page."""

import pytest
from django.core.cache import caches
from django.db import connections
from page_cache_site import ask, renderings, start_afresh, tiny_site  # noqa: F401

from pagecache.generations import known
from pagecache.memory import memory
from pagecache.shared import pages as cache
from pagecache.shared import shared
from pagecache.table import make_table

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

BACKEND = ("get_many", "add", "set")


@pytest.fixture
def cache_is_down(monkeypatch):
    asked = []

    def fail(*args, **kwargs):
        asked.append(args)
        raise ConnectionError("secret address")

    for name in BACKEND:
        monkeypatch.setattr(cache, name, fail)
    return asked


def test_a_page_is_rendered_and_the_log_has_one_line(cache_is_down, caplog):
    for _ in range(5):
        assert ask("/articles/1/").status == 200
    lines = [record.getMessage() for record in caplog.records if record.name == "pagecache"]
    assert lines == ["shared cache unavailable: ConnectionError; pages are rendered afresh"]


def test_a_silent_cache_is_asked_once_and_not_by_every_reader(cache_is_down):
    for _ in range(20):
        ask("/articles/1/")
    assert len(cache_is_down) == 1


def test_what_is_in_memory_is_not_believed_while_nobody_can_confirm_it(cache_is_down, monkeypatch):
    monkeypatch.undo()
    ask("/articles/1/")
    monkeypatch.setattr(cache, "get_many", lambda keys: 1 / 0)
    known.checked_at -= 0.5
    ask("/articles/1/")
    assert renderings[1] == 2


def test_it_is_used_again_when_it_is_back(cache_is_down, monkeypatch):
    ask("/articles/1/")
    monkeypatch.undo()
    ask("/articles/1/")
    assert renderings[1] == 2  # still resting
    shared.resting_until -= 5
    ask("/articles/1/")
    ask("/articles/1/")
    assert renderings[1] == 3


@pytest.mark.parametrize("nonsense", ["words", None, {"a": 1}, (1, 2)])
def test_nonsense_in_the_cache_is_not_served(nonsense, caplog):
    ask("/articles/1/")
    (key,) = memory.entries
    start_afresh()
    cache.set(key, nonsense)
    assert ask("/articles/1/").status == 200
    assert ask("/articles/1/").status == 200
    assert renderings[1] == 1
    assert "page cache failed" not in caplog.text


def test_a_fault_of_the_front_itself_goes_on_to_django(monkeypatch, caplog):
    monkeypatch.setattr("pagecache.front.find", lambda key: 1 / 0)
    assert ask("/articles/1/").status == 200
    assert "page cache failed: ZeroDivisionError" in caplog.text


def test_a_lost_table_is_made_anew():
    if ".db" not in type(caches["pages"]).__module__:
        pytest.skip("the cache is no database")
    with connections["cache"].cursor() as cursor:
        cursor.execute("DROP TABLE shared_cache")
    assert ask("/articles/1/").status == 200
    make_table()
    shared.reset()
    ask("/articles/1/")
    ask("/articles/1/")
    assert renderings[1] == 2
