"""The quick part of `make test-faults`: real faults on real processes, shorter, with their negative controls."""

import os

import pytest

from tests.faults import run
from tests.faults.controls import PROTECTIONS
from tests.faults.disk import full
from tests.faults.killing import killed
from tests.faults.table import HEAD, Fault, Seen, draw, is_good, line

# The sites have settings and databases of their own: once is enough, so not again with RUN_ON=servers.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


def test_killed_while_people_post_nothing_acknowledged_is_lost():
    assert is_good(seen := killed(2, within=30)), seen  # how soon it answers is measured over fifty starts


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a small disk")
def test_a_full_disk_loses_nothing_and_keeps_readers_reading():
    assert is_good(seen := full(3)), seen


@pytest.mark.parametrize(("met", "control", "word"), [(True, True, "yes"), (False, True, "NO"), (True, False, "NO")])
def test_a_fault_whose_control_was_not_seen_is_not_met(met, control, word):
    fault = Fault("a fault", "0 lost", lambda: None)
    assert line(fault, Seen("3", "0", met, "lost 2", control))[-1] == word


def test_the_table_has_a_column_for_each_word_of_its_head():
    drawn = draw([line(Fault("a fault", "0 lost", lambda: None), None, "left out")])
    assert all(row.count("|") == len(HEAD) + 1 for row in drawn.splitlines())


def lost_its_server() -> Fault:
    return Fault("a fault", "0 lost", lambda: Seen("1", "0", True, "lost 1"), needs="postgresql")


def test_a_fault_whose_server_is_missing_is_not_met(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://127.0.0.1:1/none")
    row, good = run.bring_about(lost_its_server())
    assert not good and "NOT RUN: TEST_DATABASE_URL names none" in row[-1]


def test_a_fault_that_breaks_down_is_not_met():
    row, good = run.bring_about(Fault("a fault", "0 lost", lambda: 1 / 0))
    assert not good and "ZeroDivisionError" in row[-1]


@pytest.mark.parametrize(("words", "code"), [([], 1), (["other"], 0), (["nothing of this name"], 1)])
def test_the_run_ends_with_one_unless_the_words_leave_the_missing_server_out(words, code, monkeypatch, capsys):
    other = Fault("the other one", "0 lost", lambda: Seen("1", "0", True, "lost 1"))
    monkeypatch.setenv("TEST_DATABASE_URL", "")
    monkeypatch.setattr(run, "FAULTS", [lost_its_server(), other])
    monkeypatch.setattr("sys.argv", ["run", *words])
    assert run.main() == code
    assert ("Not met: a fault." in capsys.readouterr().out) == (not words)


@pytest.mark.parametrize("name", PROTECTIONS)
def test_each_protection_is_where_its_control_takes_it_away(name, monkeypatch):
    """A name that has moved would take nothing away, and the control would be missed after a run of minutes only."""
    PROTECTIONS[name](monkeypatch)
