"""The language models beside rules and weights: what they are made of, what they add, and that nothing breaks them."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.screening import careful, distress, networks, reader, screen_text
from comments.screening.finding import FAILED, HIGH, MEDIUM
from comments.screening.folding import fold
from comments.screening.networks import INSIDE, LONGEST, UNKNOWN, words
from comments.screening.reader import read
from comments.screening.rules import screen_by_rules
from tests.growth import is_linear
from tests.screening_measure import tier_of

ORDINARY = [
    "The page about prices was clear and the map helped us find the door.",
    "How long is the waiting list, and does the price include the first talk?",
    "My wife drove me home and I slept all afternoon.",
]
SCREENS = {"high", "any", "staff_reply", "emergency", "side_effect", "safeguarding", "outcome", "dosing", "advice"}


def threads() -> int:
    """Of this process, those of libraries included (Linux)."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


def pieces(text: str) -> list[str]:
    known = reader.model().pieces
    names = {number: piece for piece, number in known.known.items()}
    return [names[number] for number in known.numbers(words(text))]


def test_a_word_is_cut_into_the_longest_pieces_that_are_known():
    assert pieces("i am tired.") == ["i", "am", "tired", "."]
    cut = pieces("tiredfulness")
    assert cut[0].isalpha() and all(piece.startswith(INSIDE) for piece in cut[1:])
    assert "".join(piece.removeprefix(INSIDE) for piece in cut) == "tiredfulness"


@pytest.mark.parametrize("word", ["語", "ß語", "a" * 10_000])
def test_what_is_no_word_we_know_is_one_unknown_piece(word):
    assert pieces(word) == [UNKNOWN]


def test_it_speaks_for_every_screen_that_asks():
    assert read("hello there").keys() >= SCREENS


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_text_without_words_speaks_for_nothing(text):
    assert set(read(text).values()) == {0.0}


@given(st.text(max_size=400))
def test_any_text_is_read_and_always_the_same(text):
    first, again = reader.made_of(text), reader.made_of(text)
    assert first == again
    assert all(math.isfinite(said) for said in first.values())


def test_danger_at_either_end_of_a_very_long_comment_is_read():
    calm = "The page about prices was clear and the map helped us find the door. " * 40
    assert len(pieces(calm)) > 3 * LONGEST
    for text in (f"I can't keep myself safe tonight. {calm}", f"{calm} I can't keep myself safe tonight."):
        assert read(fold(text).text)["high"] > read(fold(calm).text)["high"] + 1


def test_a_larger_model_that_is_missing_makes_what_is_in_doubt_high(monkeypatch, tmp_path):
    careful.model.cache_clear(), careful._said_of.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(careful, "FILE", tmp_path / "none.onnx")
        found = {(finding.screen, finding.tier, finding.rule) for finding in screen_text("i want to die, i think")}
    careful.model.cache_clear(), careful._said_of.cache_clear()
    assert ("distress", HIGH, FAILED) in found


def test_a_model_that_is_missing_or_damaged_counts_as_a_hit(monkeypatch, tmp_path):
    damaged = tmp_path / "reader.onnx"
    damaged.write_bytes(b"not really a network")
    for file in (tmp_path / "none.onnx", damaged):
        reader.model.cache_clear(), read.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr(reader, "FILE", file)
            found = {
                (finding.screen, finding.tier, finding.rule) for finding in screen_text("Is there parking by the door?")
            }
        reader.model.cache_clear(), read.cache_clear()
        assert ("distress", HIGH, FAILED) in found and ("emergency", "", FAILED) in found


def test_what_is_in_doubt_is_read_by_the_larger_model_and_what_is_not_is_not(monkeypatch):
    read_again = []
    monkeypatch.setattr(careful, "read", lambda text, *_part: read_again.append(text) or {"high": 9.0, "any": 9.0})
    assert tier_of(ORDINARY[1]) == "" and not read_again
    doubtful = "by spring somebody else will be watering these tomatoes, and better than me. be kind to them."
    assert tier_of(doubtful) == HIGH and doubtful in read_again


@pytest.mark.parametrize(
    "text",
    [
        "My employee thanked the whole team at midnight and said none of us should blame ourselves.",
    ],
)
def test_a_goodbye_in_other_words_is_found_by_the_larger_model_and_not_by_the_weights(monkeypatch, text):
    assert tier_of(text) == HIGH
    monkeypatch.setattr(careful, "read", lambda *_text_and_part: {"high": 0.0, "any": 0.0})
    without = distress.Borders(high=2.5, medium=1.0, believed=-2.0)  # as the weights alone would need
    monkeypatch.setattr(distress, "READ", without)
    assert tier_of(text) != HIGH


def test_the_larger_model_reads_a_text_once_however_long_it_is(monkeypatch):
    seen = []
    known = careful.model()
    monkeypatch.setattr(networks.Network, "said_of", lambda self, ids: seen.append(ids) or [0.0] * len(known.screens))
    danger = "nobody would miss me "
    for before, after in ((0, 400), (400, 0), (200, 200), (0, 0)):
        text = "calm words " * before + danger + "more of them " * after
        start = text.index(danger)
        careful.read(text, start, start + len(danger))
    names = {number: piece for piece, number in known.pieces.known.items()}
    for ids in seen:
        assert len(ids) <= LONGEST
        assert danger.strip() in " ".join(names[number] for number in ids)
    assert len(seen) == 4


@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_the_larger_model_reads_any_part_of_any_text(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    said = careful.read(text, start, end)
    assert all(math.isfinite(each) for each in said.values())


def test_a_part_of_too_few_words_says_nothing_for_or_against_the_whole():
    """Nothing is known of it, and that is not halfway to danger: every comment that ends in a number was in doubt."""
    text = fold(f"{ORDINARY[0]} {ORDINARY[1]} Number 187394.").text
    assert len(text) > reader.SHORT
    start = text.index("number")
    assert reader.read_with(text, start, len(text)) == reader.read(text)
    assert max(reader.read(text)["high"], reader.read(text)["any"]) < 0


@pytest.mark.parametrize("known", [reader.model, careful.model])
def test_a_network_speaks_for_its_screens_and_no_further_thread_computes_it(known):
    known()
    before = threads()
    said = known().said_of(list(range(LONGEST)))
    assert len(said) == len(known().screens) and all(map(math.isfinite, said))
    assert threads() == before


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
        return lambda: reader.made_of(text)

    assert is_linear(reading, 16_384)
