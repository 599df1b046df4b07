"""The passage beside a hit: the best sentence, what matches marked, and never a letter lost or added."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.snippets import LONGEST, marked, occurrences, snippet
from search.words import stem, words_of
from tests.factories import make_article

TEXTS = st.text(st.sampled_from("abdDeEéoæßÅ ı'’_-.!?\n“”0"), max_size=80) | st.lists(
    st.sampled_from(("Depressed", "aesthetic", "oestrogen", "Ärzte", "don't", "_low_", "mood.", "“low”", "\n")),
    max_size=20,
).map(" ".join)
STEMS = ("depress", "esthet", "estrogen", "arzt", "a", "e", "low", "0", "dont")


def shown(summary: str, body: str, groups) -> str:
    return "".join(piece.text for piece in snippet(summary, body, groups, "en-us")).strip()


@given(TEXTS, st.lists(st.sampled_from(STEMS), min_size=1))
def test_marking_keeps_every_letter_and_marks_just_the_words_with_these_stems(text, stems):
    pieces = marked(text, set(stems), "en-us")
    assert "".join(piece.text for piece in pieces) == text
    left = [word for piece in pieces if not piece.matches for word in words_of(piece.text, "en-us")]
    assert not set(stems) & {stem(word, "en-us") for word in left if not re.search("['’]", text)}
    for piece in pieces:
        assert piece.matches == bool(
            piece.text and set(stems) & {stem(word, "en-us") for word in words_of(piece.text, "en-us")}
        )


@pytest.mark.parametrize("word", ["Depression", "DEPRESSED", "dépression", "depression's", "depression’s"])
def test_a_word_is_marked_however_it_is_written(word):
    for text in (f"About {word} here.", f"(“{word}”)", f"_{word}_"):
        assert [place[0] for place, _ in occurrences(text, {"depress"}, "en-us")] == [word]


@pytest.mark.parametrize("words", [("estrogen", "oestrogen"), ("esthet", "Aesthetic"), ("anesthet", "anaesthetic")])
def test_a_british_spelling_is_marked_for_the_american_stem(words):
    american, british = words
    assert [place[0] for place, _ in occurrences(f"An {british} one", {american}, "en-us")] == [british]


def test_a_word_within_a_word_is_not_marked():
    assert not list(occurrences("Antidepressants and an undepressed x9depress.", {"depress"}, "en-us"))


def test_the_sentence_that_holds_most_of_the_words_is_shown():
    body = "Sleep comes first. A letter helps. Your doctor may write a letter. Nothing else."
    assert shown("A summary.", body, [[("doctor",)], [("letter",)]]) == "Your doctor may write a letter."


def test_the_word_itself_goes_before_one_that_means_the_same():
    groups = [[("depress",), ("low", "mood")]]
    assert shown("", "A low mood is common. Depression is common.", groups) == "Depression is common."
    assert shown("", "The first one. A low mood is common.", groups) == "A low mood is common."


def test_without_a_hit_the_first_sentence_is_shown():
    assert shown(" \nA summary. More of it.", "A body.", [[("sleep",)]]) == "A summary."
    assert shown("", "A body. More of it.", [[("sleep",)]]) == "A body."
    assert shown("", "", [[("sleep",)]]) == ""


@given(st.text(max_size=2000), st.text(max_size=400))
def test_a_passage_is_short_whatever_the_text(body, summary):
    assert len(shown(summary, body, [[("a",), ("e", "i")], [("0",)]])) <= LONGEST + len("…  …")


def test_a_word_that_stands_late_in_a_long_text_is_found_and_none_is_cut():
    body = "Nothing to see here at all. " * 400 + "Bladder trouble is rare. " + "More of nothing. " * 400
    assert shown("", body, [[("bladder",)]]) == "Bladder trouble is rare."
    words = shown("", "word " * 2_000 + "bladder " * 2_000, [[("bladder",)]]).split()
    assert {"bladder", "…"} <= set(words) <= {"word", "bladder", "…"}


@pytest.mark.django_db
def test_a_passage_does_not_run_from_one_row_or_heading_into_the_next(reader):
    rows = "<tr><th>Drug</th><th>Share</th></tr><tr><td></td><td><p>Zebrine</p></td><td>41 in\n100</td></tr>"
    table = f"<table>{rows}</table>"
    make_article(body=f"<h2>Who takes part</h2><p>Ask first.</p><h2>What was compared</h2>{table}<p>The end.</p>")
    page = reader.get("/search/", {"q": "zebrine"}).content.decode()
    assert "<p><mark>Zebrine</mark> · 41 in 100</p>" in page
