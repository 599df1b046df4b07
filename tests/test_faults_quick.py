"""The quick part of `make test-faults`: one real fault on real processes, with its negative control."""

import pytest

from tests.faults.killing import killed
from tests.faults.table import HEAD, Fault, Seen, draw, is_good, line

pytestmark = pytest.mark.slow


def test_killed_while_people_post_nothing_acknowledged_is_lost():
    assert is_good(seen := killed(2)), seen


@pytest.mark.parametrize(("met", "control", "word"), [(True, True, "yes"), (False, True, "NO"), (True, False, "NO")])
def test_a_fault_whose_control_was_not_seen_is_not_met(met, control, word):
    fault = Fault("a fault", "0 lost", lambda: None)
    assert line(fault, Seen("3", "0", met, "lost 2", control))[-1] == word


def test_the_table_has_a_column_for_each_word_of_its_head():
    drawn = draw([line(Fault("a fault", "0 lost", lambda: None), None, "left out")])
    assert all(row.count("|") == len(HEAD) + 1 for row in drawn.splitlines())
