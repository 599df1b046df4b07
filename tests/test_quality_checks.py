"""The checks beside those of claims: what each finds, whether it blocks, and what it leaves alone."""

from datetime import date

import pytest

from articles import quality
from articles.content import FACT_FIELDS, Content, ImageCopy, SourceCopy
from articles.quality import (
    alt_text,
    balance,
    doses,
    headings,
    links,
    medicines,
    plain_language,
    run_checks,
    sources,
    suicide_words,
    tables,
    unsafe_html,
)
from articles.quality.phrases import phrases
from tests.quality_data import page

FACTS = dict.fromkeys(FACT_FIELDS, "<p>Some words about this.</p>")
TABLE = "<table><tbody><tr><th>Effect</th></tr><tr><td>Nausea</td></tr></tbody></table>"


def body(html: str, **changes) -> Content:
    return Content(title="", body=html, **changes)


def names(findings) -> set[tuple[str, bool]]:
    return {(finding.check, finding.blocking) for finding in findings}


def test_a_treatment_page_needs_all_its_facts():
    facts = {name: html for name, html in FACTS.items() if name != "alternatives"}
    found = balance.check(Content(title="", kind="treatment", facts=facts))
    assert [(finding.field, finding.blocking) for finding in found] == [("facts.alternatives", True)]
    assert not balance.check(Content(title="", kind="treatment", facts=FACTS))
    assert not balance.check(Content(title="", kind="guide"))


def test_risks_with_half_the_room_of_benefits_are_advice():
    facts = FACTS | {"benefits": "<p>" + "good " * 40 + "</p>"}
    assert names(balance.check(Content(title="", kind="treatment", facts=facts))) == {("balance-room", False)}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="/x.jpg">', {("alt-text", True)}),
        ('<img src="/admin/picture/brain/" alt="">', {("alt-text", True)}),
        ('<img src="/admin/picture/hills/" alt="">', set()),
        ('<img src="/x.jpg" alt="image.jpg">', {("alt-text-empty-words", False)}),
        ('<img src="/x.jpg" alt="A nurse takes a blood pressure">', set()),
    ],
)
def test_pictures_need_words(html, expected):
    images = (ImageCopy("brain", "a", "A brain", 1, 1), ImageCopy("hills", "b", "", 1, 1))
    assert names(alt_text.check(body(f"<p>Look:</p>{html}", images=images))) == expected


@pytest.mark.parametrize(
    "html",
    ["<script>alert(1)</script>", '<p onclick="x()">a</p>', '<a href="javascript:x()">a</a>', "<iframe src=x></iframe>",
     "<svg><a/></svg>", '<meta http-equiv="refresh" content="0">', '<a href=" java\tscript:x()">a</a>'],
)  # fmt: skip
def test_unsafe_html_blocks(html):
    assert ("unsafe-html", True) in names(unsafe_html.check(body(f"<p>Hello</p>{html}")))


def test_ordinary_html_is_safe_and_inline_style_is_advice():
    assert not unsafe_html.check(body('<p>one <a href="/a/">two</a></p>' + TABLE))
    assert names(unsafe_html.check(body('<p style="color:red">a</p>'))) == {("inline-style", False)}


@pytest.mark.parametrize("name", ["suicide_words", "doses", "medicines"])
def test_every_phrase_rule_does_what_its_examples_say(name):
    check = {"suicide_words": suicide_words, "doses": doses, "medicines": medicines}[name].check
    for rule in phrases(name):
        for text in rule.hits:
            assert (rule.check, rule.blocking) in names(check(page(text))), text
        for text in rule.misses:
            assert not check(page(text)), text


def test_a_number_without_a_source_is_advice_and_with_one_is_fine():
    assert names(sources.check(page("The trial had 73 people."))) == {("sources-number", False)}
    assert not sources.check(page("The trial had 73 people [@study]."))


def test_unknown_stale_and_retracted_sources_are_told():
    today = date(2026, 11, 22)
    old = SourceCopy("old", "An old study", "trial", checked_on="2023-01-01")
    gone = SourceCopy("gone", "Retracted: a study", "trial", checked_on="2026-11-01")
    found = sources.check(body("<p>One [@old]. Two [@gone; @lost].</p>", sources=(old, gone)), today)
    assert names(found) == {("sources-stale", False), ("sources-retracted", True), ("sources-unknown", True)}
    assert {finding.quote for finding in found} == {"@old", "@gone", "@lost"}


def test_headings_tables_and_links_are_advice():
    html = "<h1>A</h1><h2>B</h2><h4>C</h4><h2>B</h2>"
    assert {name for name, _ in names(headings.check(body(html)))} == {
        "headings-top",
        "headings-skip",
        "headings-twice",
    }
    assert {name for name, _ in names(tables.check(body(TABLE)))} == {"tables-caption"}
    assert not tables.check(body('<p class="table-caption">Effects</p>' + TABLE))
    assert {name for name, _ in names(tables.check(body(TABLE.replace("th", "td"))))} == {
        "tables-caption",
        "tables-header",
    }
    html = '<p><a href="/a/">here</a> <a href="http://x.org">An old page</a> <a href="/b/">What we know</a></p>'
    assert [finding.quote for finding in links.check(body(html))] == ["here", "An old page"]
    assert not any(blocking for _, blocking in names([*headings.check(body(html)), *links.check(body(html))]))


def test_hard_language_is_advice_only():
    text = "Utilization of intravenous pharmacological interventions necessitates considerable deliberation. " * 4
    found = plain_language.check(page(text + "word " * 30 + "."))
    assert names(found) == {("plain-grade", False), ("plain-sentence", False), ("plain-word", False)}
    assert not plain_language.check(page("Ketamine is not a cure. Ask your clinician. You can say no."))


def test_a_check_that_breaks_is_a_blocking_finding(monkeypatch):
    def broken(content):
        raise ValueError("secret words")

    monkeypatch.setattr(quality, "all_checks", lambda: {"broken": broken, "doses": doses.check})
    found = run_checks(page("They got 5 mg."))
    assert names(found) == {("check-failed", True), ("doses", True)}
    assert "secret" not in "".join(finding.message for finding in found)


def test_all_checks_are_found_by_their_file():
    assert {"claims", "one_sided", "balance", "alt_text", "unsafe_html", "sources"} <= quality.all_checks().keys()
    assert "findings" not in quality.all_checks()
