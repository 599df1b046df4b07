"""PostgreSQL's programs say nothing while they work; the terminal and the desk hear all the same how far they are."""

import stat
import time

import pytest
from django.core.cache import caches
from django.db import connection

from jobs.progress import Progress, line, shown
from portal.backup import checking, databases, making, storing, watching

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's copy counts its pages itself")


def watch(monkeypatch, sizes: list[int], of: int = 0, *, until: int) -> list[tuple[int, int]]:
    """What is told while a file has these sizes one after the other, until so much was told."""
    monkeypatch.setattr(watching, "EVERY", 0.001)
    told: list[tuple[int, int]] = []
    left = iter(sizes)
    last = [0]

    def measure() -> int:
        last[0] = next(left, last[0])
        return last[0]

    with watching.watched("kilobytes", measure, lambda what, done, of: told.append((done, of)), of):
        deadline = time.monotonic() + 20
        while len(told) < until and time.monotonic() < deadline:
            time.sleep(0.001)
    return told


def test_it_tells_how_much_there_is_and_of_how_much_where_the_last_size_is_known(monkeypatch):
    told = watch(monkeypatch, [1_000_000, 3_000_000], 4_000_000, until=3)
    assert told[:3] == [(0, 4000), (1000, 4000), (3000, 4000)]
    assert told[-1] == (3000, 3000)  # it is over, at whatever size


def test_past_the_last_size_nobody_knows_the_end_any_more(monkeypatch):
    assert watch(monkeypatch, [4_000_000, 5_000_000], 4_000_000, until=3)[1:3] == [(4000, 0), (5000, 0)]


def test_what_fails_is_not_told_as_finished_and_leaves_no_thread(monkeypatch):
    told = []
    with pytest.raises(ZeroDivisionError), watching.watched("x", lambda: 9_000, lambda *one: told.append(one)):
        raise ZeroDivisionError
    assert told == [("x", 0, 0)]
    assert not [thread for thread in watching.threading.enumerate() if "watch" in thread.name]


def test_without_an_end_the_line_says_how_long_it_has_taken():
    assert line("kilobytes", 1_200, 0, 100, 12.7) == "kilobytes: 1,200, 100 a second, 12 seconds so far"
    assert line("kilobytes", 0, 0, 0, 600) == "kilobytes: 0, 10 minutes so far"
    assert line("kilobytes", 1_200, 2_400, 100, 12) == "kilobytes: 1,200 of 2,400, 100 a second, 12 seconds left"


@pytest.mark.parametrize("words", ["", "-1", "x", "9" * 40, "\u00e9"])
def test_a_last_size_that_makes_no_sense_is_none(settings, tmp_path, words):
    settings.DATA_DIR = tmp_path
    (tmp_path / "dump-size.txt").write_text(words, encoding="utf-8")
    assert watching.last_size() == 0


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_pg_dump_shows_its_growth_on_the_desk_and_the_next_one_knows_how_much_it_will_be(
    settings, tmp_path, monkeypatch
):
    slow = tmp_path / "pg_dump_slowly"
    slow.write_text(
        '#!/bin/sh\nfor one in "$@"; do case "$one" in --file=*) file=${one#--file=};; esac; done\n'
        'head -c 5000000 /dev/zero > "$file"; sleep 1.5; exec pg_dump "$@"\n'
    )
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(databases.PostgresConnector, "dump_cmd", str(slow))
    monkeypatch.setattr(watching, "EVERY", 0.2)
    caches["pages"].clear()
    seen = []
    databases.connector().dump_to(tmp_path / "dump", Progress("backup", lambda words: seen.extend([words, *shown()])))
    assert [words for words in seen if words.startswith("kilobytes of the database: 5,000, ") and "so far" in words]
    assert [words for words in seen if words.startswith("tables counted: ")]
    assert watching.last_size() == (tmp_path / "dump").stat().st_size > 0


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_backup_is_restored_with_its_dump_counted_to_the_end(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    told: list[tuple[str, int, int]] = []
    making.make(count=lambda *one: told.append(one))
    checking.check(storing.kept()[-1][1], count=lambda *one: told.append(one))
    for what in ("kilobytes of the database", "kilobytes packed", databases.RESTORED):
        ends = [(done, of) for name, done, of in told if name == what]
        assert ends[-1][0] == ends[-1][1] > 0
