"""What the screens make of texts that nothing was learned from, and that docs/screening.md says the same.

tests/data/fresh and tests/data/unseen are measured and never learned from. The bounds are what was measured when the
screens were last changed: whatever makes things worse is noticed.
"""

import json
from pathlib import Path

import pytest

from comments.screening import SCREENS, STAFF_SCREENS
from comments.screening.folding import fold
from tests import fresh_measure
from tests.fresh_measure import IDENTIFIERS, LATEST, OTHERS, STAFF, called, flagged
from tests.train_screens import DATA as LEARNED_FROM

DOCS = Path(__file__).resolve().parent.parent / "docs" / "screening.md"
LATE = ("fresh/distress_third", "fresh/distress_fourth", "fresh/distress_fifth", "fresh/distress_sixth")
LAST = ("fresh/distress_eleventh", "fresh/distress_twelfth", "fresh/distress_thirteenth")
RECALL, FALSE_ALARMS, NEARLY, FLAGGED = 0.97, 0.05, 0.06, 0.15
# Of the second set, in which the harmless texts are worded like the dangerous ones: called high, flagged at all.
DANGER = {"plain": (186, 189), "indirect": (107, 107), "hint": (129, 135), "medium": (0, 91)}
HARMLESS = {"near": (39, 66), "sad": (15, 18)}


def counted(name: str, screen) -> tuple[int, int]:
    """How many were found of those that should be, and of those that should not."""
    seen = [(bool(row["expect"]), bool(screen(row["text"], fold(row["text"])))) for row in fresh_measure.rows(name)]
    return sum(hit for wanted, hit in seen if wanted), sum(hit for wanted, hit in seen if not wanted)


def test_identifiers():
    found, wrongly = counted("fresh/identifiers", SCREENS["identifiers"])
    assert (found >= 63, wrongly == 0) == (True, True), (found, wrongly)  # of 64, of 60


def test_the_guard_of_staff_replies():
    found, wrongly = counted("fresh/staff_reply", STAFF_SCREENS["staff_reply"])
    assert (found >= 37, wrongly <= 1) == (True, True), (found, wrongly)  # of 40, of 39


def test_danger_said_plainly_is_found():
    assert called("fresh/distress", "high", "high").hits == 30  # of 30


def test_hints_are_found_in_part_and_past_danger_is_flagged():
    assert called("fresh/distress", "hint", "high").hits >= 43  # of 50
    assert called("fresh/distress", "medium", "any").hits == 10  # of 10


@pytest.mark.parametrize("names", [LATE, LAST], ids=["late", "last"])
def test_the_latest_sets_come_near_the_aims(names):
    found, wrongly, any_tier = (
        [called(name, *share) for name in names] for share in (("high", "high"), ("", "high"), ("", "any"))
    )
    assert sum(share.hits for share in found) / sum(share.total for share in found) >= RECALL
    assert sum(share.hits for share in wrongly) / sum(share.total for share in wrongly) <= NEARLY
    assert sum(share.hits for share in any_tier) / sum(share.total for share in any_tier) <= FLAGGED


def of_the_second(kind: str, wanted: str) -> tuple[int, int]:
    return tuple(called("fresh/distress_second", wanted, tier, kind).hits for tier in ("high", "any"))


@pytest.mark.parametrize("kind", DANGER)
def test_danger_of_the_second_set_is_found_as_often_as_when_it_came(kind):
    found = of_the_second(kind, {"hint": "hint", "medium": "medium"}.get(kind, "high"))
    assert found[0] >= DANGER[kind][0] and found[1] >= DANGER[kind][1], found


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_comes_near_in_the_second_set_is_wrongly_flagged_no_more_often(kind):
    wrongly = of_the_second(kind, "")
    assert wrongly[0] <= HARMLESS[kind][0] and wrongly[1] <= HARMLESS[kind][1], wrongly


@pytest.mark.parametrize(("screen", "names"), [("staff_reply", STAFF), ("identifiers", IDENTIFIERS)])
def test_guard_and_shield_meet_their_aims_over_all_sets(screen, names):
    found, wrongly = zip(*(flagged(screen, name) for name in names), strict=True)
    assert sum(share.hits for share in found) / sum(share.total for share in found) >= 0.94
    assert sum(share.hits for share in wrongly) / sum(share.total for share in wrongly) <= FALSE_ALARMS


@pytest.mark.parametrize("screen", OTHERS)
def test_the_other_screens_find_most_and_rarely_flag_harmless_texts(screen):
    found, wrongly = zip(*(flagged(screen, name) for name in LATEST), strict=True)
    assert sum(share.hits for share in found) / sum(share.total for share in found) >= 0.75
    assert sum(share.hits for share in wrongly) / sum(share.total for share in wrongly) <= FALSE_ALARMS


@pytest.mark.parametrize("table", fresh_measure.TABLES)
def test_the_figures_in_the_docs_are_measured_ones(table):
    said = table()
    assert said in DOCS.read_text(encoding="utf-8"), "put this into docs/screening.md:\n" + said


def test_none_of_them_is_learned_from():
    learned = {
        json.loads(line)["text"]
        for path in LEARNED_FROM.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    names = [path.relative_to(LEARNED_FROM).with_suffix("") for path in LEARNED_FROM.glob("fresh/*.jsonl")]
    fresh = {row["text"] for name in names for row in fresh_measure.rows(str(name))}
    assert len(names) >= 18 and not learned & fresh
