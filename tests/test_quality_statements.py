"""Advice about statements that nobody can check, the hardest sentences, and checks that read bad HTML once."""

import dataclasses

import pytest

from articles import checking
from articles.content import Content, DefinitionCopy
from articles.models import LiveCheck
from articles.quality import links, plain_language, statements, tables
from articles.quality.passages import read
from articles.upkeep import check_one
from tests.factories import make_article, make_source


def flagged(html: str) -> bool:
    return bool(statements.check(Content(title="T", body=html)))


@pytest.mark.parametrize(
    "text",
    [
        "Ketamine eases low mood within hours.",
        "The nasal spray can raise blood pressure.",
        "These treatments are safe for most adults.",
        "An infusion may cause nausea.",
        "Spravato reduces thoughts of suicide.",
        "Ketamine damages the bladder when it is used often.",
    ],
)
def test_a_statement_about_an_effect_without_a_source_is_advice(text):
    assert flagged(f"<p>{text}</p>")


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ketamine eases low mood within hours [@han2016].</p>",
        "<p>Ketamine eases low mood. In one trial it did so for six in ten people [@han2016].</p>",
        "<p>Does ketamine help with anxiety?</p>",
        "<p>Ask your clinician whether the drip may cause nausea.</p>",
        "<p>We do not know whether ketamine helps with anxiety.</p>",
        "<p>It is unclear how ketamine lifts mood.</p>",
        "<h2>How ketamine helps</h2>",
        "<p>Bring a friend. You may feel sleepy.</p>",
        "<p>The clinic is in the old town.</p>",
    ],
)
def test_sources_questions_limits_and_headings_are_left_alone(html):
    assert not flagged(html)


def test_the_hardest_ten_sentences_are_named_hardest_first():
    hard = (
        "Pharmacological neurobiological characterization necessitates interdisciplinary methodological collaboration."
    )
    long = "We go " + "on and on and on " * 8 + "for a day."
    body = f"<p>{long}</p><p>{hard}</p><p>Short words are easy to read and do no harm at all.</p>"
    found = [one for one in plain_language.check(Content(title="T", body=body)) if one.check == "plain-sentence"]
    assert [one.quote[:10] for one in found] == [hard[:10], long[:10]]
    many = "".join(f"<p>{number} {hard}</p>" for number in range(15))
    found = [one for one in plain_language.check(Content(title="T", body=many)) if one.check == "plain-sentence"]
    assert len(found) == 10


class Looked(list):
    """A list that counts how many of its things were looked at."""

    seen = 0

    def __getitem__(self, place):
        found = super().__getitem__(place)
        self.seen += len(found) if isinstance(place, slice) else 1
        return found

    def __iter__(self):
        for thing in super().__iter__():
            self.seen += 1
            yield thing

    def __reversed__(self):
        for thing in super().__reversed__():
            self.seen += 1
            yield thing


@pytest.mark.parametrize("check", [links.check_field, tables.check_field])
@pytest.mark.parametrize("unit", ["<a href='/x'>word ", "<table><tr><td>word ", "<table><th>w</th></table> "])
def test_every_tag_of_bad_html_is_looked_at_a_few_times_only(check, unit):
    whole = read(unit * 300)
    whole = dataclasses.replace(whole, tags=Looked(whole.tags), blocks=Looked(whole.blocks))
    list(check("body", whole))
    assert whole.tags.seen <= 8 * len(whole.tags) and whole.blocks.seen <= 8 * len(whole.tags)


@pytest.mark.django_db
def test_a_source_that_is_retracted_later_flags_every_live_article_that_cites_it(editor):
    source = make_source(key="old2001")
    article = make_article(body="<p>Words [@old2001].</p>")
    check_one(article, article.changed_at)
    assert LiveCheck.objects.get().blocking == 0
    form = {"title": source.title, "kind": "trial", "checked_on": "2026-11-22", "retracted_on": "2026-11-25"}
    assert editor.post(f"/admin/articles/source/{source.pk}/change/", form).status_code == 302
    assert LiveCheck.objects.get().checked_at < article.changed_at
    found = checking.check_article(article, Content.from_json(article.live.content))
    assert [one.finding.check for one in found if one.stops] == ["sources-retracted"]


@pytest.mark.django_db
def test_a_source_that_was_looked_at_again_is_stale_no_more():
    source = make_source(key="old2001", checked_on="2020-01-01")
    article = make_article(body="<p>Words [@old2001].</p>")
    content = Content.from_json(article.live.content)
    assert "sources-stale" in [one.finding.check for one in checking.check_article(article, content)]
    type(source).objects.update(checked_on="2026-11-22")
    assert "sources-stale" not in [one.finding.check for one in checking.check_article(article, content)]


def test_words_of_the_glossary_and_source_marks_do_not_make_a_sentence_longer():
    words = "We say here in short and plain words what it is and what it does for you and for all of us at home"  # 24
    explained = DefinitionCopy("rct", "randomized controlled trial", "People get one of two by chance.", ("placebo",))
    body = f"<p>{words} in a randomized controlled trial [@one; @two] with placebo and a placebo [@three].</p>"
    assert "plain-sentence" in {one.check for one in plain_language.check(Content(title="T", body=body))}
    body = body.replace("in a randomized", "a randomized").replace(" with placebo and a placebo", " placebo placebo")
    content = Content(title="T", body=body, definitions=(explained,))
    assert "plain-sentence" not in {one.check for one in plain_language.check(content)}
