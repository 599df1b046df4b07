"""What the screens make of a fresh set of texts, written before anybody looked at the rules that were changed after it.

tests/data/fresh is measured and never learned from. The bounds are what was measured when it came, before and after:
a change that makes things worse is noticed. docs/screening.md says what the figures mean.
"""

import json
from pathlib import Path

from comments.screening import SCREENS, STAFF_SCREENS
from comments.screening.folding import fold
from tests.screening_measure import tier_of
from tests.train_screens import DATA as LEARNED_FROM

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


def test_none_of_them_is_learned_from():
    learned = {
        json.loads(line)["text"]
        for path in LEARNED_FROM.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert not learned & {row["text"] for name in ("identifiers", "staff_reply", "distress") for row in rows(name)}
