"""Nothing a member of staff writes may say who is or was a patient."""

import pytest

from comments.highlighting import reason_of
from comments.screening.folding import fold
from comments.screening.rules import load_rules
from comments.screening.staff_reply import screen
from tests import screening_checks

RECALL, FALSE_ALARMS = 0.95, 0.05
LATER = ["staff_reply_fresh", "staff_reply_third", "staff_reply_fourth", "staff_reply_sixth", "staff_reply_seventh"]


def screened(text):
    return screen(text, fold(text))


@pytest.mark.parametrize("rule", load_rules("staff_reply"), ids=lambda rule: rule.id)
def test_each_rule_finds_its_examples_and_leaves_the_others(rule):
    for text in rule.hits:
        assert rule.id in {finding.rule for finding in screened(text)}, text
    for text in rule.misses:
        assert rule.id not in {finding.rule for finding in screened(text)}, text


def test_the_aims_are_met_on_every_labelled_set():
    for part, (recall, alarms) in screening_checks.table("staff_reply", screen, LATER).items():
        assert recall.value >= RECALL, part
        assert alarms.value <= FALSE_ALARMS, part


def test_denying_is_a_hit_too():
    assert screened("we have no record of you")


def test_confirming_is_a_hit():
    assert screened("Thank you for your visit last week")


def test_a_condition_is_no_hit():
    assert not screened("If you are a patient anywhere, your own team can answer this")


def test_refusing_in_general_is_no_hit():
    assert not screened("For privacy, we cannot say here whether anybody is or was a patient")


def test_somebody_s_mother_is_a_hit():
    assert screened("we did not treat your mother")


def test_any_text_is_answered():
    screening_checks.assert_any_text_is_answered(screen)


def test_time_grows_with_the_text_and_no_faster():
    screening_checks.assert_time_is_linear(screen)


def test_what_no_rule_knows_is_found_by_its_company_and_says_so():
    text = "Thank you for asking. I still have the drawing your boy made while he waited for you."
    found = screened(text)
    assert [finding.rule for finding in found] == ["learned-reply"]
    assert "drawing your boy made" in text[found[0].start : found[0].end]
    assert "No rule found this" in reason_of(found[0].as_dict())
