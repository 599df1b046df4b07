"""Insults at persons and hate."""

import pytest

from comments.screening.abuse import screen
from comments.screening.folding import fold
from comments.screening.rules import load_rules
from tests import screening_checks

RECALL, FALSE_ALARMS = 0.9, 0.05
LATER = ["abuse_fresh", "abuse_third"]


def screened(text):
    return screen(text, fold(text))


@pytest.mark.parametrize("rule", load_rules("abuse"), ids=lambda rule: rule.id)
def test_each_rule_finds_its_examples_and_leaves_the_others(rule):
    for text in rule.hits:
        assert rule.id in {finding.rule for finding in screened(text)}, text
    for text in rule.misses:
        assert rule.id not in {finding.rule for finding in screened(text)}, text


def test_the_aims_are_met_on_every_labelled_set():
    for part, (recall, alarms) in screening_checks.table("abuse", screen, LATER).items():
        assert recall.value >= RECALL, part
        assert alarms.value <= FALSE_ALARMS, part


def test_swearing_about_one_s_day_is_no_hit():
    assert not screened("I had a shit day and this illness is a bitch")


def test_an_insult_in_disguise_is_a_hit():
    assert screened("f u c k  y o u")


def test_a_disagreement_is_no_hit():
    assert not screened("You are wrong, the trial had 73 people")


def test_any_text_is_answered():
    screening_checks.assert_any_text_is_answered(screen)


def test_time_grows_with_the_text_and_no_faster():
    screening_checks.assert_time_is_linear(screen)
