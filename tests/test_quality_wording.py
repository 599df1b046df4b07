"""The learned weights beside the rules for claims: what they add, when they block, what they cost."""

import json

import pytest

from articles.content import Content
from articles.quality import run_checks, wording
from faq.questions import get_questions
from tests.growth import is_linear
from tests.quality_data import FRESH, HELD_BACK, MEASURED, SENTENCES, STARTER, claims_in, page, starter_content
from tests.train_wording import may_learn

NO_RULE_KNOWS = [
    "Kiss your low moods farewell with our tailored drip series.",
    "It mends the wiring that stress has broken.",
]
ADVISED = ["A fast track out of hopelessness.", "You may be surprised how soon you laugh again."]
BALANCED = [
    "Recovery often goes up and down, with or without ketamine.",
    "You pay for the visit, not for a result.",
    "There is no deadline and no discount.",
    "Ketamine is given together with other care, not instead of it.",
]


def told_of(text: str):
    return wording.check(page(text))


@pytest.mark.parametrize("text", NO_RULE_KNOWS)
def test_praise_in_words_that_no_rule_knows_blocks(text):
    assert not claims_in(text)
    assert [(one.check, one.blocking) for one in told_of(text)] == [("claims-wording", True)]


@pytest.mark.parametrize("text", ADVISED)
def test_what_weighs_less_is_advice(text):
    assert [(one.check, one.blocking) for one in told_of(text)] == [("claims-wording", False)]


@pytest.mark.parametrize("text", BALANCED)
def test_a_balanced_sentence_is_left_alone(text):
    assert not told_of(text)


def test_the_finding_shows_the_few_words_that_weigh_most_and_where_they_stand():
    text = f"{BALANCED[0]} {NO_RULE_KNOWS[1]} {BALANCED[1]}"
    (found,) = told_of(text)
    assert found.quote in NO_RULE_KNOWS[1] and 0 < len(found.quote.split()) <= wording.PHRASE
    assert text[found.start : found.end] == found.quote


def test_where_a_rule_has_a_reason_the_weights_say_nothing():
    found = run_checks(page("Ketamine cures depression and is a fast track out of hopelessness."))
    assert "claims-cure" in {one.check for one in found}
    assert "claims-wording" not in {one.check for one in found}


def test_our_own_pages_are_left_alone():
    contents = [starter_content(path) for path in STARTER]
    contents += [Content(title=question.question, body=str(question.html)) for question in get_questions()]
    assert [one.quote for content in contents for one in wording.check(content)] == []


def test_two_sets_are_never_learned_from():
    assert {row["set"] for row in SENTENCES if not may_learn(row)} == {MEASURED, HELD_BACK}


def test_rules_and_weights_together_do_not_fall_back_on_the_freshest_sentences():
    """A guard, not a claim: docs/checks.md has the figures of the first sight."""
    rows = [row for row in SENTENCES if row["set"] in (12, MEASURED)]
    told = {row["text"]: bool(claims_in(row["text"]) or told_of(row["text"])) for row in rows}
    bad, good = [row for row in rows if row["expect"]], [row for row in rows if not row["expect"]]
    assert sum(told[row["text"]] for row in bad) / len(bad) >= 0.85
    assert sum(told[row["text"]] for row in good) / len(good) <= 0.12


@pytest.mark.parametrize(("name", "found", "wrongly"), [("", 100, 4), ("_second", 94, 2), ("_third", 102, 3)])
def test_claims_of_other_writers_are_blocked_as_often_as_when_they_came(name, found, wrongly):
    """Measured, never learned from; of 104, 97 and 104 claims, 108, 98 and 109 others (docs/checks.md)."""
    rows = [json.loads(line) for line in (FRESH / f"claims{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    blocked = {row["text"]: bool(claims_in(row["text"])) or stopped(row["text"]) for row in rows}
    assert sum(blocked[row["text"]] for row in rows if row["expect"]) >= found
    assert sum(blocked[row["text"]] for row in rows if not row["expect"]) <= wrongly
    assert not {row["text"] for row in SENTENCES} & blocked.keys()


def stopped(text: str) -> bool:
    return any(finding.blocking for finding in told_of(text))


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["not never ", "A fast track out of hopelessness. ", "joy ", "a"])
def test_a_longer_text_takes_proportionally_longer(piece):
    def checking(length: int):
        content = page((piece * (length // len(piece) + 1))[:length])

        def check():
            wording.check_sentence.cache_clear()
            wording.check(content)

        return check

    assert is_linear(checking, 32_768)
