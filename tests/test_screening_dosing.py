"""Amounts of ketamine, use at home, sellers."""

import pytest

from comments.screening.dosing import screen
from comments.screening.folding import fold
from comments.screening.rules import load_rules
from tests import screening_checks

RECALL, FALSE_ALARMS = 0.9, 0.05
LATER = ["dosing_fresh", "dosing_third"]


def screened(text):
    return screen(text, fold(text))


@pytest.mark.parametrize("rule", load_rules("dosing"), ids=lambda rule: rule.id)
def test_each_rule_finds_its_examples_and_leaves_the_others(rule):
    for text in rule.hits:
        assert rule.id in {finding.rule for finding in screened(text)}, text
    for text in rule.misses:
        assert rule.id not in {finding.rule for finding in screened(text)}, text


def test_the_aims_are_met_on_every_labelled_set():
    for part, (recall, alarms) in screening_checks.table("dosing", screen, LATER).items():
        assert recall.value >= RECALL, part
        assert alarms.value <= FALSE_ALARMS, part


def test_a_trial_s_dose_is_no_hit():
    assert not screened("The trial compared 56 mg and 84 mg of esketamine with placebo")


def test_another_medicine_s_dose_is_no_hit():
    assert not screened("I take 20mg fluoxetine and 100 mg lamotrigine")


def test_home_use_is_a_hit():
    assert screened("he takes his lozenges at home alone in the evening")


def test_any_text_is_answered():
    screening_checks.assert_any_text_is_answered(screen)


def test_time_grows_with_the_text_and_no_faster():
    screening_checks.assert_time_is_linear(screen)
