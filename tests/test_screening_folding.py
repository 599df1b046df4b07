"""The plain form of a text, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.screening.folding import fold
from tests.growth import is_linear


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I WANT To", "i want to"),
        ("naïve Café", "naive cafe"),
        ("ｗａｎｔ ｔｏ", "want to"),
        ("wаnt tо", "want to"),  # Cyrillic а and о
        ("don’t – “no”…", 'don\'t - "no"...'),
        ("s\u200bui\u00adcide", "suicide"),
        ("su1c1de, $uicide, 5uicide", "suicide, suicide, suicide"),
        ("k!ll k*ll ki1l d*e", "kill kill kill die"),
        ("k.i.l.l m-y-s-e-l-f", "kill myself"),
        ("k i l l  m y s e l f", "killmyself"),
        ("pleeease heeelp, killlll, sooo", "please help, kill, so"),
        ("one\n\n\n two   three", "one\ntwo three"),
        ("2nite bout sum1", "tonight about someone"),
        ("i_want_to", "i want to"),
    ],
)
def test_disguises_are_taken_off(text, plain):
    assert fold(text).text == plain


@pytest.mark.parametrize(
    "text", ["50mg", "3rd", "b12", "sam@gmail.com", "www.x.com", "8/10", "e.g. this", "5 mins!", "a b"]
)
def test_what_is_no_disguise_stays(text):
    assert fold(text).text == text


def test_a_span_leads_back_to_the_original():
    text = "Yes —  k.i.l.l now"
    folded = fold(text)
    start = folded.text.index("kill")
    assert text[slice(*folded.original_span(start, start + 4))] == "k.i.l.l"


def test_a_repeated_letter_is_in_the_span_whole():
    folded = fold("noooo way")
    assert folded.original_span(0, 2) == (0, 5)


@given(st.text(max_size=200))
def test_the_map_never_goes_back_and_never_leaves_the_text(text):
    folded = fold(text)
    positions, ends = list(folded.positions), list(folded.ends)
    assert len(folded.text) == len(positions) == len(ends)
    assert positions == sorted(positions)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(positions, ends, strict=True))


@given(st.text(alphabet="ab1.*@ $ki l\n", max_size=300))
def test_disguises_in_any_order_keep_the_map(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.positions) == len(folded.ends)


@pytest.mark.parametrize("piece", ["a ", "a.", "ab1", "aaa", "a1", "***", "é", " \n", "k!l"])
def test_folding_takes_linear_time(piece):
    def folding(length: int):
        text = (piece * length)[:length]
        return lambda: fold(text)

    assert is_linear(folding, 40_000)
