"""Telling others what to take, and asking for medical decisions."""

import pytest

from comments.screening.advice import screen
from comments.screening.folding import fold
from comments.screening.rules import load_rules
from tests import screening_checks

RECALL, FALSE_ALARMS = 0.9, 0.05
LATER = ["advice_fresh", "advice_third"]


def screened(text):
    return screen(text, fold(text))


@pytest.mark.parametrize("rule", load_rules("advice"), ids=lambda rule: rule.id)
def test_each_rule_finds_its_examples_and_leaves_the_others(rule):
    for text in rule.hits:
        assert rule.id in {finding.rule for finding in screened(text)}, text
    for text in rule.misses:
        assert rule.id not in {finding.rule for finding in screened(text)}, text


def test_the_aims_are_met_on_every_labelled_set():
    for part, (recall, alarms) in screening_checks.table("advice", screen, LATER).items():
        assert recall.value >= RECALL, part
        assert alarms.value <= FALSE_ALARMS, part


def test_sending_somebody_to_a_doctor_is_no_hit():
    assert not screened("Talk to your doctor before you change anything")


def test_telling_somebody_to_stop_is_a_hit():
    assert screened("You should stop your lithium before the first infusion")


def test_a_general_question_is_no_hit():
    assert not screened("Can people drive afterwards?")


def test_any_text_is_answered():
    screening_checks.assert_any_text_is_answered(screen)


def test_time_grows_with_the_text_and_no_faster():
    screening_checks.assert_time_is_linear(screen)
