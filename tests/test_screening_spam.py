"""Advertising, fraud and noise."""

import pytest

from comments.screening.folding import fold
from comments.screening.rules import load_rules
from comments.screening.spam import screen
from tests import screening_checks

RECALL, FALSE_ALARMS = 0.9, 0.05
LATER = ["spam_fresh", "spam_third"]


def screened(text):
    return screen(text, fold(text))


@pytest.mark.parametrize("rule", load_rules("spam"), ids=lambda rule: rule.id)
def test_each_rule_finds_its_examples_and_leaves_the_others(rule):
    for text in rule.hits:
        assert rule.id in {finding.rule for finding in screened(text)}, text
    for text in rule.misses:
        assert rule.id not in {finding.rule for finding in screened(text)}, text


def test_the_aims_are_met_on_every_labelled_set():
    for part, (recall, alarms) in screening_checks.table("spam", screen, LATER).items():
        assert recall.value >= RECALL, part
        assert alarms.value <= FALSE_ALARMS, part


def test_losing_money_to_gambling_is_no_hit():
    assert not screened("Gambling was how I coped, I lost a lot in casinos")


def test_a_row_of_one_letter_is_a_hit():
    assert screened("a" * 40)


def test_any_text_is_answered():
    screening_checks.assert_any_text_is_answered(screen)


def test_time_grows_with_the_text_and_no_faster():
    screening_checks.assert_time_is_linear(screen)
