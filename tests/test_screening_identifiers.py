"""The identity shield: what could tell who somebody is, and what only looks like it."""

import pytest

from comments.screening.folding import fold
from comments.screening.identifiers import FAMILIES, screen
from comments.screening.identifiers.numbers import luhn, nhs_number, pps_number
from comments.screening.identifiers.plain import plainly
from comments.screening.rules import load_rules
from tests import screening_checks
from tests.screening_measure import load

LATER = ["identifiers_fresh", "identifiers_third", "identifiers_fourth", "identifiers_fifth"]
EVERY_RULE = [
    (family, rule) for family in FAMILIES for rule in load_rules("identifiers/" + family.__name__.rsplit(".", 1)[1])
]


def found(text):
    return {(finding.kind, text[finding.start : finding.end]) for finding in screen(text, fold(text))}


def kinds(text):
    return {kind for kind, _words in found(text)}


@pytest.mark.parametrize(("family", "rule"), EVERY_RULE, ids=lambda part: getattr(part, "id", ""))
def test_each_rule_finds_its_examples_and_leaves_the_others(family, rule):
    for text in rule.hits:
        assert rule.id in {hit.rule for hit in family.find(plainly(text))}, text
    for text in rule.misses:
        assert not found(text), text


def test_the_aims_are_met_on_every_labelled_set():
    for part, (recall, alarms) in screening_checks.table("identifiers", screen, LATER).items():
        assert recall.value >= 0.95, part
        assert alarms.value <= 0.05, part


def test_nearly_every_finding_has_the_right_kind():
    examples = [example for name in ("identifiers", *LATER) for example in load(name) if example.expect]
    right = sum(set(example.expect) <= kinds(example.text) for example in examples)
    assert right / len(examples) > 0.95


def test_the_place_is_that_of_the_original_text():
    assert found("e\u0301 mail \u200bme: gary＠example.org!") == {("email", "gary＠example.org")}
    assert found("ring ０７９１１ １２３４５６ now") == {("phone", "０７９１１ １２３４５６")}


@pytest.mark.parametrize("number", ["988", "911", "999", "112", "111", "000", "116 123", "13 11 14", "0477 13 11 14"])
def test_a_help_line_is_clean(number):
    assert not found(f"If it gets worse call {number} at once")


def test_a_first_name_alone_is_clean_and_a_full_name_is_not():
    assert not found("my friend Sam says it helped")
    assert kinds("my friend Sam Whitcombe says it helped") == {"person_name"}


def test_a_title_alone_is_clean_and_a_doctor_with_a_name_is_not():
    assert not found("The doctor was kind and my dr said no")
    assert kinds("Dr Patel was kind") == {"clinician_name"}


@pytest.mark.parametrize(("age", "flagged"), [(34, False), (89, False), (90, True), (101, True)])
def test_an_age_counts_from_ninety(age, flagged):
    assert bool(found(f"I am {age} and read this daily")) == flagged


def test_a_date_needs_day_and_month():
    assert not found("I came in March 2024")
    assert kinds("I came on 3 March") == {"visit_date"}
    assert kinds("I was born on 3 March 1960") == {"date_of_birth"}


def test_our_own_pages_and_official_help_are_clean_links(settings):
    settings.SITE_HOST = "clinic.example.org"
    assert not found("see https://clinic.example.org/articles/how-it-works/ and www.nhs.uk/conditions")
    assert kinds("see https://other.example.org/articles/") == {"url"}


def test_check_digits_are_computed():
    assert nhs_number("9434765919") and not nhs_number("9434765918")
    assert pps_number("1234567t") and pps_number("1234567fa") and not pps_number("1234567aa")
    assert luhn("046454286") and not luhn("046454287")


def test_the_digits_of_a_national_number_are_not_a_telephone_number_too():
    assert found("my NHS number is 943 476 5919") == {("national_number", "943 476 5919")}


def test_any_text_is_answered():
    screening_checks.assert_any_text_is_answered(screen)


def test_time_grows_with_the_text_and_no_faster():
    screening_checks.assert_time_is_linear(screen)
