"""Differences between two states of an article: readable, complete, and never silent about a change."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import ADDED, CHANGED, LOOKS, REMOVED, SAME, compare, compare_words, lines_of, words_changed
from articles.content import CLINICAL, Badge, Content, DefinitionCopy, Figure, ImageCopy, LinkCopy, SourceCopy

START = Content(
    title="Risks",
    summary="What can go wrong.",
    key_points=("It can raise blood pressure.",),
    body="<h2>One</h2><p>About 6 in 10 people got better [@a].</p><p>It wears off.</p>",
    facts={"risks": "<p>Blood pressure.</p>"},
    badges=(Badge("benefit", "limited"),),
    sources=(SourceCopy("a", "A trial", "trial", year=2019),),
    images=(ImageCopy("hall", "0" * 64, "A hall", 10, 10),),
    links=(LinkCopy("/articles/x/", 1),),
)
CHANGES = {
    "title": "Other risks",
    "language": "en-gb",
    "kind": "treatment",
    "summary": "Other.",
    "key_points": (),
    "body": START.body.replace("6 in 10", "5 in 10"),
    "facts": {"risks": "<p>Blood pressure and sickness.</p>"},
    "badges": (Badge("benefit", "strong"),),
    "image": "hall",
    "images": (dataclasses.replace(START.images[0], sha256="1" * 64),),
    "sources": (dataclasses.replace(START.sources[0], note="Retracted."),),
    "links": (LinkCopy("/articles/x/", 2),),
    "figures": (Figure("got well", "with it", 5, "without it", 3, 10, "After a day", "han2016"),),
    "questions": ("What if it fades?",),
    "definitions": (DefinitionCopy("relapse", "relapse", "Symptoms came back."),),
    "author": 3,
    "topics": (4,),
    "keywords": ("word",),
    "related": (5,),
    "evidence_checked_on": "2026-01-01",
    "next_review_on": "2027-01-01",
    "change_note": "Mended.",
}


def runs(difference) -> list[tuple[str, str]]:
    return [(run.kind, run.text) for passage in difference.passages for run in passage.runs]


def test_readers_are_told_of_a_source_by_its_number_and_of_one_that_is_gone_by_its_key():
    sources = (SourceCopy("b", "Another trial", "trial"), *START.sources)
    before = dataclasses.replace(START, key_points=("It lasts [@a; @gone].",))
    after = dataclasses.replace(START, key_points=("It fades [@a; @b].",), sources=sources)
    points, listed = compare(before, after, numbered=True)
    told = "".join(text for _kind, text in runs(points))
    assert "[2][gone]" in told and "[2][1]" in told and "@" not in told
    assert runs(listed)[0][1].startswith("[1] Another trial")
    assert "[@a; @gone]" in "".join(text for kind, text in runs(compare(before, after)[0]) if kind != "added")


def test_another_source_behind_the_same_words_is_a_difference_for_readers_too():
    after = dataclasses.replace(START, body=START.body.replace("[@a]", "[@b]"))
    (found,) = compare(START, after, numbered=True)
    assert ("added", "[b].") in runs(found)


def test_the_same_state_has_no_differences():
    assert compare(START, START) == []


@pytest.mark.parametrize("field", CHANGES)
def test_a_change_of_any_field_is_told_and_nothing_else_is(field):
    found = compare(START, dataclasses.replace(START, **{field: CHANGES[field]}))
    assert [one.field.partition(".")[0] for one in found] == [field]
    assert found[0].clinical == (field in CLINICAL)
    assert found[0].passages and found[0].label


def test_every_field_of_the_document_is_compared():
    assert set(CHANGES) == {item.name for item in dataclasses.fields(Content)}


def test_one_changed_number_is_one_changed_word():
    (body,) = compare(START, dataclasses.replace(START, body=CHANGES["body"]))
    assert [passage.kind for passage in body.passages] == [CHANGED]
    assert [run for run in runs(body) if run[0] != SAME] == [(REMOVED, "6"), (ADDED, "5")]
    assert words_changed([body]) == 2


def test_a_new_paragraph_is_told_with_nothing_around_it():
    (body,) = compare(START, dataclasses.replace(START, body=START.body + "<p>Quite new.</p>"))
    assert runs(body) == [(ADDED, "Quite new.")]


def test_a_paragraph_taken_out_is_told():
    (body,) = compare(START, dataclasses.replace(START, body=START.body.replace("<p>It wears off.</p>", "")))
    assert runs(body) == [(REMOVED, "It wears off.")]


def test_a_link_that_leads_elsewhere_is_told_though_its_words_stay():
    before = dataclasses.replace(START, body='<p>See <a href="/articles/x/">this</a>.</p>')
    (body,) = compare(before, dataclasses.replace(before, body='<p>See <a href="/articles/y/">this</a>.</p>'))
    assert (ADDED, "(/articles/y/).") in runs(body)


def test_a_change_of_looks_alone_is_not_passed_over():
    (body,) = compare(START, dataclasses.replace(START, body=START.body.replace("It", "<strong>It</strong>")))
    assert [passage.kind for passage in body.passages] == [LOOKS]


THREE = tuple(SourceCopy(key, f"Study {key}", "trial") for key in "abc")


def test_sources_that_only_stand_in_another_order_are_not_told_as_gone_and_new():
    """A passage that moved has moved the sources it cites; the reader would look for what changed in each of them."""
    before = dataclasses.replace(START, sources=THREE)
    (sources,) = compare(before, dataclasses.replace(before, sources=THREE[::-1]))
    assert [passage.kind for passage in sources.passages] == [LOOKS]
    assert "order" in runs(sources)[0][1] and words_changed([sources]) == 0


def test_among_sources_in_another_order_the_one_that_changed_is_told_alone():
    before = dataclasses.replace(START, sources=THREE)
    newer = dataclasses.replace(THREE[0], note="Retracted.")
    (sources,) = compare(before, dataclasses.replace(before, sources=(THREE[2], newer, THREE[1])))
    assert [passage.kind for passage in sources.passages] == [CHANGED]
    assert [run for run in runs(sources) if run[0] == ADDED] and "Retracted." in runs(sources)[-1][1]


def test_an_entry_that_is_there_twice_and_then_once_is_told():
    before = dataclasses.replace(START, links=(*START.links, *START.links))
    (links,) = compare(before, START)
    assert [passage.kind for passage in links.passages] == [REMOVED]


def test_without_a_state_before_everything_is_new():
    kinds = {passage.kind for one in compare(None, START) for passage in one.passages}
    assert kinds == {ADDED}


def test_rows_are_called_by_name_where_names_are_given():
    (author,) = compare(START, dataclasses.replace(START, author=3), names=lambda field, pk: f"{field} no. {pk}")
    assert runs(author) == [(ADDED, "author no. 3")]


def test_an_item_is_one_line_and_its_inner_list_another():
    html = "<ul><li><p>Outer</p><ul><li><p>Inner</p></li></ul></li></ul>"
    assert [line.text for line in lines_of(html)] == ["Outer", "Inner"]


@given(st.text(), st.text())
def test_the_runs_make_both_texts_again(before, after):
    found = compare_words(before, after)
    assert "".join(run.text for run in found if run.kind != ADDED) == before
    assert "".join(run.text for run in found if run.kind != REMOVED) == after


@given(st.lists(st.sampled_from(["<p>a b c</p>", "<p>a b d</p>", "<p>x</p>", "<hr>"]), max_size=8), st.data())
def test_two_different_texts_never_look_the_same(before, data):
    after = data.draw(st.permutations([*before, "<p>y</p>"]))
    one, other = (dataclasses.replace(START, body="".join(parts)) for parts in (before, after))
    assert [difference.field for difference in compare(one, other)] == ["body"]
