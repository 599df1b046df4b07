"""The learned weights beside the rules: what they add, and that they never take away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.screening import distress
from comments.screening.finding import HIGH, MEDIUM
from comments.screening.folding import fold
from comments.screening.learned import LONGEST, Model, model, windows
from comments.screening.rules import screen_by_rules
from tests.screening_measure import Share, load, tier_of

HINTS = [
    "there isnt a version of next year with me in it",
    "Told the kids' school who picks them up from now on. Everything's in the blue folder. Lovely article by the way.",
]
ORDINARY = [
    "How long is the waiting list, and does the price include the first talk?",
    "My wife drove me home and I slept all afternoon. Thank you for the clear page.",
    "The link to the leaflet goes nowhere on my phone.",
]


@pytest.mark.parametrize("text", HINTS)
def test_what_no_rule_knows_is_found_by_its_company(text):
    assert screen_by_rules("distress", text, fold(text)) == []
    assert tier_of(text) == HIGH


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_comments_weigh_little(text):
    assert tier_of(text) == ""


def test_the_sentence_that_weighs_most_is_what_is_marked():
    text = f"{ORDINARY[0]} {HINTS[0]}. {ORDINARY[2]}"
    found = [finding for finding in distress.screen(text, fold(text)) if finding.rule == "learned-high"]
    assert len(found) == 1 and HINTS[0] in text[found[0].start : found[0].end]


def test_a_message_among_many_words_is_found():
    text = " ".join([*ORDINARY, f"{HINTS[0]}.", *ORDINARY])
    assert tier_of(text) == HIGH


@given(st.text(max_size=300))
def test_the_weights_take_no_finding_of_the_rules_away(text):
    folded = fold(text)
    found = distress.screen(text, folded)
    assert set(screen_by_rules("distress", text, folded)) <= set(found)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)


@given(st.lists(st.sampled_from(["tired", "of", ".", "it"]), max_size=200))
def test_every_word_is_in_a_window_and_none_is_too_long(words):
    places = windows(words)
    covered = {at for first, last in places for at in range(first, last)}
    assert covered >= {at for at, word in enumerate(words) if word != "."}
    assert all(last - first <= LONGEST for first, last in places)


@pytest.mark.parametrize("text", ["", " ", "...", "\n"])
def test_a_text_without_words_has_no_window(text):
    assert Model({}, 0.0).heaviest(text) is None


def test_a_screen_without_weights_is_an_error_and_so_a_hit():
    with pytest.raises(OSError):
        model("nothing")


@pytest.mark.parametrize("name", ["distress_8", "distress_9", "distress_10"])
def test_the_messages_it_learned_from_are_found(name):
    examples = load(name)
    assert Share(sum(tier_of(example.text) == HIGH for example in examples), len(examples)).value >= 0.9


@pytest.mark.parametrize("name", ["distress_11", "distress_12"])
def test_the_harmless_texts_it_learned_from_are_rarely_called_high(name):
    harmless = [example for example in load(name) if not example.expect]
    assert Share(sum(tier_of(example.text) == HIGH for example in harmless), len(harmless)).value <= 0.08
    assert MEDIUM in {tier_of(example.text) for example in load(name) if example.expect}
