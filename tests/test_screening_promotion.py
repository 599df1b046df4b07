"""Clinics, coaches and sellers advertising themselves."""

import pytest

from comments.screening.folding import fold
from comments.screening.promotion import screen
from comments.screening.rules import load_rules
from tests import screening_checks

RECALL, FALSE_ALARMS = 0.9, 0.05
LATER = ["promotion_fresh", "promotion_third"]


def screened(text):
    return screen(text, fold(text))


@pytest.mark.parametrize("rule", load_rules("promotion"), ids=lambda rule: rule.id)
def test_each_rule_finds_its_examples_and_leaves_the_others(rule):
    for text in rule.hits:
        assert rule.id in {finding.rule for finding in screened(text)}, text
    for text in rule.misses:
        assert rule.id not in {finding.rule for finding in screened(text)}, text


def test_the_aims_are_met_on_every_labelled_set():
    for part, (recall, alarms) in screening_checks.table("promotion", screen, LATER).items():
        assert recall.value >= RECALL, part
        assert alarms.value <= FALSE_ALARMS, part


def test_praise_for_a_clinic_is_no_hit():
    assert not screened("The clinic was kind and quiet")


def test_a_discount_code_is_a_hit():
    assert screened("use code CALM20 for 20% off your first session")


def test_any_text_is_answered():
    screening_checks.assert_any_text_is_answered(screen)


def test_time_grows_with_the_text_and_no_faster():
    screening_checks.assert_time_is_linear(screen)
