"""The small language model beside rules and weights: what it is made of, what it adds, and that nothing breaks it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.screening import distress, reader, screen_text
from comments.screening.finding import FAILED, HIGH, MEDIUM
from comments.screening.folding import fold
from comments.screening.reader import INSIDE, LONGEST, UNKNOWN, read
from comments.screening.rules import screen_by_rules
from tests.growth import is_linear
from tests.screening_measure import tier_of

ORDINARY = [
    "The page about prices was clear and the map helped us find the door.",
    "How long is the waiting list, and does the price include the first talk?",
    "My wife drove me home and I slept all afternoon.",
]
SCREENS = {"high", "any", "staff_reply", "emergency", "side_effect", "safeguarding", "outcome", "dosing", "advice"}


def pieces(text: str) -> list[str]:
    known = reader.reader()
    names = {number: piece for piece, number in known.pieces.items()}
    return [names[number] for number in known.numbers(text)]


def test_a_word_is_cut_into_the_longest_pieces_that_are_known():
    assert pieces("i am tired.") == ["i", "am", "tired", "."]
    cut = pieces("tiredfulness")
    assert cut[0].isalpha() and all(piece.startswith(INSIDE) for piece in cut[1:])
    assert "".join(piece.removeprefix(INSIDE) for piece in cut) == "tiredfulness"


@pytest.mark.parametrize("word", ["語", "ß語", "a" * 10_000])
def test_what_is_no_word_we_know_is_one_unknown_piece(word):
    assert pieces(word) == [UNKNOWN]


def test_attention_and_the_rest_are_those_of_the_paper():
    """Written out once more, slowly: each piece gathers from all others, by how well question and answer fit."""
    known = reader.reader()
    layer, ids = known.layers[0], known.numbers("nobody would miss me")
    x = known.vectors[ids] + known.places[: len(ids)]
    size = x.shape[1] // known.heads
    asked = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5)
    assert np.allclose(reader.norm(x), asked, atol=1e-4)
    asked = (asked @ layer.look[0] + layer.look[1]).astype(np.float32)
    for head in range(known.heads):
        queries, keys, values = (asked[:, (part * known.heads + head) * size :][:, :size] for part in range(3))
        for at, query in enumerate(queries):
            fit = np.array([math.exp(query @ key) for key in keys])  # divided by the root of `size` already
            wanted = sum(share * value for share, value in zip(fit / fit.sum(), values, strict=True))
            assert np.allclose(known.looked_around(asked)[at, head * size :][:size], wanted, atol=1e-4)


def test_it_speaks_for_every_screen_that_asks():
    assert read("hello there").keys() >= SCREENS


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_text_without_words_speaks_for_nothing(text):
    assert set(read(text).values()) == {0.0}


@given(st.text(max_size=400))
def test_any_text_is_read_and_always_the_same(text):
    first, again = reader.reader().read(text), reader.reader().read(text)
    assert first == again
    assert all(math.isfinite(said) for said in first.values())


def test_danger_at_either_end_of_a_very_long_comment_is_read():
    calm = "The page about prices was clear and the map helped us find the door. " * 40
    assert len(reader.reader().numbers(calm)) > 3 * LONGEST
    for text in (f"I can't keep myself safe tonight. {calm}", f"{calm} I can't keep myself safe tonight."):
        assert read(fold(text).text)["high"] > read(fold(calm).text)["high"] + 1


def test_a_model_that_is_missing_or_damaged_counts_as_a_hit(monkeypatch, tmp_path):
    damaged = tmp_path / "reader.npz"
    damaged.write_bytes(b"PK not really")
    for file in (tmp_path / "none.npz", damaged):
        reader.reader.cache_clear(), read.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr(reader, "FILE", file)
            found = {(finding.screen, finding.tier, finding.rule) for finding in screen_text("Is there parking?")}
        reader.reader.cache_clear(), read.cache_clear()
        assert ("distress", HIGH, FAILED) in found and ("emergency", "", FAILED) in found


def test_what_neither_rules_nor_weights_alone_would_call_high_is_found():
    text = "My brother rang to say thank you for everything and now his phone is off and the door is locked"
    assert screen_by_rules("distress", text, fold(text)) == []
    assert tier_of(text) == HIGH


def test_a_rule_is_believed_unless_all_else_speaks_against_it():
    talk = "My students wrote essays on suicide in Roman law"
    assert [finding.tier for finding in screen_by_rules("distress", talk, fold(talk))] == [HIGH]
    assert tier_of(talk) == MEDIUM
    assert tier_of("suicide. thats all i think about now") == HIGH


@pytest.mark.parametrize("danger", ["i want to die", "i will kill myself tonight", "I can't keep myself safe."])
@given(calm=st.lists(st.sampled_from(ORDINARY), max_size=12), at=st.integers(0, 12))
def test_no_calm_words_around_it_talk_plain_danger_down(danger, calm, at):
    assert tier_of(" ".join([*calm[:at], danger + ".", *calm[at:]])) == HIGH


@given(
    st.text(max_size=200), st.sampled_from(["suicide", "i want to die", "i will kill myself tonight", "goodbye all"])
)
def test_no_finding_of_a_rule_is_lost(text, danger):
    whole = f"{text} {danger}"
    folded = fold(whole)
    found = set(distress.screen(whole, folded))
    for finding in screen_by_rules("distress", whole, folded):
        assert finding in found or replace(finding, tier=MEDIUM) in found


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["not safe ", "x", "é ", ". "])
def test_a_longer_text_takes_proportionally_longer(piece):
    def reading(length: int):
        text = (piece * (length // len(piece) + 1))[:length]
        return lambda: reader.reader().read(text)

    assert is_linear(reading, 16_384)
