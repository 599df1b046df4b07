"""How well the screens do on the labelled examples, and that docs/screening.md says the same.

The rules were improved with all of these texts, so this guards against getting worse; what to expect of unseen texts
is the second table of the docs.

`python -m tests.screening_measure` prints the table for the docs after a change of rules.
"""

from pathlib import Path

import pytest

from tests.screening_measure import OTHERS, distress_share, others_share, table

DOCS = Path(__file__).resolve().parent.parent / "docs" / "screening.md"


@pytest.mark.parametrize("half", ["develop", "check"])
def test_high_distress_is_found(half):
    assert distress_share("high", "high", half).value >= 0.98


@pytest.mark.parametrize("half", ["develop", "check"])
def test_ordinary_comments_are_rarely_called_distress(half):
    assert distress_share("", "high", half).value <= 0.05
    assert distress_share("", "any", half).value <= 0.15


@pytest.mark.parametrize("half", ["develop", "check"])
def test_past_thoughts_and_hopelessness_are_medium(half):
    assert distress_share("medium", "any", half).value >= 0.95
    assert distress_share("medium", "high", half).value <= 0.10


@pytest.mark.parametrize("screen", OTHERS)
def test_the_other_screens_find_theirs(screen):
    assert others_share(screen, expected=True).value >= 0.95


@pytest.mark.parametrize("screen", OTHERS)
def test_the_other_screens_leave_the_rest(screen):
    assert others_share(screen, expected=False).value <= 0.05


def test_the_figures_in_the_docs_are_measured_ones():
    assert table() in DOCS.read_text(encoding="utf-8"), "put this into docs/screening.md:\n" + table()
