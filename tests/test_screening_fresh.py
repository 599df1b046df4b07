"""What the screens make of a fresh set of texts, written before anybody looked at the rules that were changed after it.

tests/data/fresh is measured and never learned from. The bounds are what was measured when it came, before and after:
a change that makes things worse is noticed. docs/screening.md says what the figures mean.
"""

import json
from pathlib import Path

import pytest

from comments.screening import SCREENS, STAFF_SCREENS
from comments.screening.folding import fold
from tests.screening_measure import tier_of
from tests.train_screens import DATA as LEARNED_FROM

# Of the second set, in which the harmless texts are worded like the dangerous ones: called high, flagged at all.
DANGER = {"plain": (148, 166), "indirect": (75, 92), "hint": (91, 114), "medium": (26, 69)}
HARMLESS = {"near": (66, 102), "sad": (21, 34)}
STAFF = (116, 5)
NAMES = ("identifiers", "staff_reply", "distress", "distress_second", "staff_reply_second", "others_second")
FRESH = Path(__file__).with_name("data") / "fresh"


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (FRESH / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def counted(name: str, screen) -> tuple[int, int]:
    """How many were found of those that should be, and of those that should not."""
    seen = [(bool(row["expect"]), bool(screen(row["text"], fold(row["text"])))) for row in rows(name)]
    return sum(hit for wanted, hit in seen if wanted), sum(hit for wanted, hit in seen if not wanted)


def tiers(kind: str) -> list[str]:
    return [tier_of(row["text"]) for row in rows("distress") if row["kind"] == kind]


def test_identifiers():
    found, wrongly = counted("identifiers", SCREENS["identifiers"])
    assert (found >= 63, wrongly == 0) == (True, True), (found, wrongly)  # of 64, of 60


def test_the_guard_of_staff_replies():
    found, wrongly = counted("staff_reply", STAFF_SCREENS["staff_reply"])
    assert (found >= 37, wrongly == 0) == (True, True), (found, wrongly)  # of 40, of 39


def test_danger_said_plainly_is_found():
    assert tiers("plain").count("high") == 30  # of 30


def test_hints_are_found_in_part_and_past_danger_is_flagged():
    assert tiers("hint").count("high") >= 26  # of 50
    assert tiers("medium").count("") == 0  # of 10


def test_ordinary_texts_are_rarely_called_high():
    assert tiers("ordinary").count("high") <= 4  # of 100
    assert tiers("ordinary").count("") >= 86


def of_the_second(kind: str) -> list[str]:
    return [tier_of(row["text"]) for row in rows("distress_second") if row["kind"] == kind]


@pytest.mark.parametrize("kind", DANGER)
def test_danger_of_the_second_set_is_found_as_often_as_when_it_came(kind):
    tiers = of_the_second(kind)
    found = tiers.count("high"), len(tiers) - tiers.count("")
    assert found[0] >= DANGER[kind][0] and found[1] >= DANGER[kind][1], found


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_comes_near_in_the_second_set_is_wrongly_flagged_no_more_often(kind):
    tiers = of_the_second(kind)
    wrongly = tiers.count("high"), len(tiers) - tiers.count("")
    assert wrongly[0] <= HARMLESS[kind][0] and wrongly[1] <= HARMLESS[kind][1], wrongly


def test_the_guard_of_staff_replies_on_the_second_set():
    found, wrongly = counted("staff_reply_second", STAFF_SCREENS["staff_reply"])
    assert (found >= STAFF[0], wrongly <= STAFF[1]) == (True, True), (found, wrongly)  # of 141, of 132


def test_none_of_them_is_learned_from():
    learned = {
        json.loads(line)["text"]
        for path in LEARNED_FROM.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert not learned & {row["text"] for name in NAMES for row in rows(name)}
