"""What the weights of families that stand together add to the rules, on texts that they have not learned from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.highlighting import reason_of
from comments.screening import SCREENS, screen_text
from comments.screening.folding import fold
from comments.screening.rules import screen_by_rules
from comments.screening.together import BIAS, FILE, heaviest, windows
from tests.screening_measure import load
from tests.train_together import held_back

# Told by no rule and learned from by no weight; sentences of their own, not those of kinds.jsonl.
FOUND = {
    "emergency": "Grandpa is slumped in the chair, he's cold and we can't get him to wake up.",
    "side_effect": "Ever since the drip on Tuesday I stagger about and my hands will not stop trembling.",
    "safeguarding": "My sister's new bloke locks her little boy in the cupboard and she is too scared to tell anyone.",
    "outcome": "Six sessions and not a flicker, I'm as flat as I was.",
    "abuse": "What a bunch of pathetic lazy scroungers you are.",
}
HARMLESS = [
    "How long is the waiting list, and does the price include the first talk?",
    "My wife drove me home and I slept all afternoon. Thank you for the clear page.",
    "Is there parking near the door? My mother walks with a stick.",
]


@pytest.mark.parametrize("screen", FOUND)
def test_what_no_rule_knows_is_found_by_the_families_that_meet(screen):
    folded = fold(FOUND[screen])
    assert screen_by_rules(screen, FOUND[screen], folded) == []
    [finding] = SCREENS[screen](FOUND[screen], folded)
    assert finding.rule == f"learned-{screen}"
    assert "No rule found this" in reason_of(finding.as_dict())


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_comments_are_left_alone(text):
    assert screen_text(text) == []


def test_the_sentence_that_weighs_most_is_marked_at_most_with_a_neighbour():
    text = f"{HARMLESS[0]} {FOUND['side_effect']} {HARMLESS[2]}"
    [finding] = SCREENS["side_effect"](text, fold(text))
    assert FOUND["side_effect"].rstrip(".") in text[finding.start : finding.end]
    assert (HARMLESS[0] in text[finding.start : finding.end]) + (HARMLESS[2] in text[finding.start : finding.end]) < 2


def test_every_screen_is_weighed_as_it_was_trained():
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines()[1:])
    said = {name: {s: float(w) for s, w in (each.split("=") for each in adds)} for name, *adds in rows}
    for example in [each for each in load("kinds") if held_back(each)][:60]:
        text = fold(example.text).text
        for screen, (weight, _start, _end) in heaviest(text).items():
            sums = [sum(said.get(name, {}).get(screen, 0.0) for name in names) for names in windows(text)]
            assert abs(max(sums) + said[BIAS][screen] - weight) < 0.02


@settings(deadline=None, derandomize=True)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["since", "?", "loo", ".", "\n", "300mg", "£5", "é"])).map(" ".join)
)
def test_any_text_is_answered_with_a_span_within_it(text):
    for _weight, start, end in heaviest(fold(text).text).values():
        assert 0 <= start < end <= len(fold(text).text)


@pytest.mark.parametrize("text", ["", " ", "...", "?"])
def test_a_text_without_words_weighs_nothing(text):
    assert heaviest(text) == {}
