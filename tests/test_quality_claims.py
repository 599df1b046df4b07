"""Overclaims are found, balanced sentences are left alone: facts.md sections 1 and 2, safety.md section 1."""

import pytest

from articles.quality.claim_rules import claim_rules
from articles.quality.one_sided import tones
from tests.quality_data import HELD_BACK, SENTENCES, claims_in, half_of, wilson

RECALL, FALSE_ALARMS = 0.90, 0.05
FRESH = (12, 13, 16, 17, 18, 19)  # met by rules and weights together: tests/test_quality_wording.py
PASS = [
    "Ketamine is not a cure.",
    "No treatment is free of risk.",
    "There is no guarantee.",
    "In one trial of 73 people, 64 % had a response, against 28 % on a sedative [3].",
    "In one trial of 73 people, 64 % responded [3].",
    "You may read “70%”, which is a best-case number.",
    "Some people feel better within hours to days. Others feel no change.",
    "Ketamine can be addictive. In supervised treatment, problems seem uncommon, but the risk is not zero.",
    "Ketamine is not emergency care.",
    "Esketamine nasal spray is licensed for some adults with depression.",
]
ALWAYS = [
    ("Ketamine cures depression [3].", "claims-cure"),
    ("We guarantee results [3].", "claims-guarantee"),
    ("Ketamine has no side effects [3].", "claims-no-side-effects"),
    ("Ketamine is not addictive [3].", "claims-not-addictive"),
    ("Ketamine is a revolution [3].", "claims-hype"),
    ("Up to 70% of patients respond [3].", "claims-percentage"),
    ("Ketamine prevents suicide [3].", "claims-suicide"),
    ("Ketamine rewires the brain [3].", "claims-mechanism"),
    ("Ketamine is FDA-approved for depression [3].", "claims-approval"),
]
WITH_SOURCE = [
    "Ketamine works faster than traditional antidepressants",
    "Ketamine relieves depression",
    "The benefits last for months",
    "Ketamine reduces suicidal thoughts",
    "Nausea was reported by 25% of people",
]


def test_the_labelled_sentences_meet_the_aims_on_both_halves(capsys):
    table = ["part       overclaims found            balanced flagged"]
    for half in (0, 1):
        rows = [row for row in SENTENCES if half_of(row["text"]) == half and row["set"] not in FRESH]
        bad, good = [row for row in rows if row["expect"]], [row for row in rows if not row["expect"]]
        found = sum(bool(claims_in(row["text"])) for row in bad)
        alarms = sum(bool(claims_in(row["text"])) for row in good)
        table.append(f"half {half}   {line(found, len(bad))}   {line(alarms, len(good))}")
        assert found / len(bad) >= RECALL
        assert alarms / len(good) <= FALSE_ALARMS
    with capsys.disabled():
        print("\n" + "\n".join(table))


def test_the_sentences_held_back_are_judged_no_worse_than_at_first_sight():
    """A guard, not a claim: 61 of 83 and 2 of 70 when the rules had seen none of them (docs/checks.md)."""
    rows = [row for row in SENTENCES if row["set"] == HELD_BACK]
    assert sum(bool(claims_in(row["text"])) for row in rows if row["expect"]) >= 61
    assert sum(bool(claims_in(row["text"])) for row in rows if not row["expect"]) <= 2


def line(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{hits}/{total} = {hits / total:.3f} ({low:.3f} to {high:.3f})"


@pytest.mark.parametrize("text", PASS)
def test_a_balanced_sentence_passes(text):
    assert not claims_in(text)


@pytest.mark.parametrize(("text", "check"), ALWAYS)
def test_some_claims_are_not_saved_by_a_source(text, check):
    assert check in {finding.check for finding in claims_in(text)}


@pytest.mark.parametrize("text", WITH_SOURCE)
def test_a_claim_that_a_study_could_carry_passes_with_its_source(text):
    assert claims_in(f"{text}.")
    assert not claims_in(f"{text} [@fda2019].")
    assert not claims_in(f"{text}. [3]")


def test_a_number_with_a_source_still_needs_its_comparison():
    assert claims_in("70% of patients improved [3].")
    assert not claims_in("70% of patients improved, against 40% on placebo [3].")


def test_a_source_covers_its_own_sentence_and_no_other():
    found = claims_in("Ketamine relieves depression [3]. Ketamine relieves anxiety.")
    assert {finding.quote for finding in found} == {"Ketamine relieves anxiety"}


@pytest.mark.parametrize("rule", claim_rules(), ids=lambda rule: f"{rule.check}: {rule.name}")
def test_every_rule_does_what_its_examples_say(rule):
    assert rule.hits and rule.misses and rule.check.startswith("claims-")
    for text in rule.hits:
        assert rule.check in {finding.check for finding in claims_in(text)}, text
    for text in rule.misses:
        assert not claims_in(text), text


def test_the_tone_rules_have_names_that_count_as_claims():
    assert {tone.check for tone in tones()} == {"claims-one-sided", "claims-played-down"}


def test_every_claim_blocks_and_says_what_why_and_how():
    for finding in claims_in("Our miracle treatment cures everyone. You are safe, and nothing can go wrong."):
        assert finding.blocking and finding.message and finding.fix and finding.quote
