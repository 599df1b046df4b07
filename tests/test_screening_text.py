"""All screens together: what a caller may rely on."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments import screening
from comments.screening import SCREENS, STAFF_SCREENS, screen_text
from tests.growth import is_linear

TRIGGERS = [
    "i want to die", "my son says", "call me on", "07700 900123", "@", "50mg", "k.i.l.l", "suicide", "not", "years ago",
    "casino", "\n", ". ", "blood in my urine", "can't breathe", "💀", "é", "\u200b", "quiero morir", "if it fails",
]  # fmt: skip
WORDS = [
    "kms",
    "die",
    "want to die",
    "i ",
    "the ",
    "not ",
    "if i ",
    "goodbye ",
    "rash ",
    "high ",
    "all my pills ",
    "mum ",
]


def test_the_screens_are_those_of_the_contract():
    promised = (
        "distress emergency side_effect safeguarding identifiers dosing advice outcome spam promotion abuse language"
    )
    assert set(SCREENS) == set(promised.split())
    assert set(STAFF_SCREENS) == {"staff_reply"}
    assert next(iter(SCREENS)) == "distress"


def test_findings_come_in_the_order_of_the_text():
    found = screen_text("My number is 07700 900123. I want to die. I want to die.")
    assert [finding.start for finding in found] == sorted(finding.start for finding in found)
    assert {"distress", "identifiers"} <= {finding.screen for finding in found}


def test_offsets_count_code_points_of_the_original():
    text = "😀 Ｉ  want  tо d.i.e"
    assert any(text[finding.start : finding.end].endswith("d.i.e") for finding in screen_text(text))


def test_a_screen_that_fails_is_itself_a_finding(monkeypatch):
    def broken(text, folded):
        raise RuntimeError("no")

    monkeypatch.setitem(SCREENS, "spam", broken)
    monkeypatch.setitem(SCREENS, "distress", broken)
    found = {finding.screen: finding for finding in screen_text("Nice article")}
    assert (found["spam"].rule, found["spam"].start, found["spam"].end) == ("screen-failed", 0, 12)
    assert found["distress"].tier == "high"


def test_a_text_that_cannot_be_folded_fails_every_screen(monkeypatch):
    monkeypatch.setattr(screening, "fold", lambda text: 1 / 0)
    assert {finding.screen for finding in screen_text("x")} == set(SCREENS)


def test_nothing_is_found_in_nothing():
    assert screen_text("") == []
    assert screen_text("   \n ") == []


def test_the_staff_guard_runs_only_for_staff():
    text = "We have no record of you as a patient."
    assert "staff_reply" in {finding.screen for finding in screen_text(text, staff=True)}
    assert "staff_reply" not in {finding.screen for finding in screen_text(text)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TRIGGERS), st.text(max_size=20)), max_size=12).map(" ".join))
def test_any_text_gives_spans_that_are_in_it_and_not_empty(text):
    for finding in screen_text(text, staff=True):
        assert finding.rule != "screen-failed"
        assert 0 <= finding.start < finding.end <= len(text)
        json.dumps(finding.as_dict())


@pytest.mark.parametrize("word", WORDS)
def test_time_grows_with_the_length_and_no_faster(word):
    def screening(length: int):
        text = (word * length)[:length]
        return lambda: screen_text(text)

    assert is_linear(screening, 5000)
