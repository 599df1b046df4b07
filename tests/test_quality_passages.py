"""From HTML to plain text and sentences and back, whatever the HTML is; and in time that grows with the text only."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.content import Content
from articles.quality import claims, run_checks
from articles.quality.documents import read_document
from articles.quality.folding import fold
from articles.quality.passages import read, sentences, split
from tests.growth import is_linear

PIECES = [
    "<p>", "</p>", "<li>", "<b>", "</b>", "<img src=x>", "<!--", "-->", "&amp;", "&#x27;", "&", "<", ">", "[@a]", "[3]",
    "](", "![", "Ketamine ", "cures ", "depression", ". ", "! ", "“", "”", "70%", "\n", "\n\n", "- ", "# ", "|", "İ",
    "ﬁ", "\u00ad", "\u2060", "💊", "not ", "no ", "side effects", "5 mg/kg", "<script>", "</script>", "**", "1. ",
    "\ufffc",
]  # fmt: skip
ROUGH = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200)


def words_of(html: str) -> list[str]:
    return [sentence.text for sentence in sentences(Content(title="", body=html))]


def test_blocks_entities_and_pictures_become_plain_text():
    whole = read('<h2>Risks &amp; gains</h2>\n<p>It&#x27;s  <b>not</b>\n safe.<img src="x"></p><!-- no -->')
    assert whole.text == "Risks & gains\nIt's not safe.\ufffc"
    assert [block.kind for block in whole.blocks] == ["heading", "paragraph"]


def test_script_is_no_text():
    assert read("<p>a</p><script>cure</script><p>b</p>").text == "a\n\ufffc\nb"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One here. Two there.</p>", ["One here.", "Two there."]),
        ("<p>It helped. [@a] [@b; @c] More came.</p>", ["It helped. [@a] [@b; @c]", "More came."]),
        ("<p>It helped [3]. More came.</p>", ["It helped [3].", "More came."]),
        ("<p>By Dr. Smith et al. in the U.S. today. Next.</p>", ["By Dr. Smith et al. in the U.S. today.", "Next."]),
        ("<p>It was 4.1 points, e.g. small.</p>", ["It was 4.1 points, e.g. small."]),
        ("<ul><li>one</li><li>two</li></ul>", ["one", "two"]),
    ],
)
def test_sentences_end_where_they_should(html, expected):
    assert words_of(html) == expected


def test_folding_joins_what_belongs_together():
    folded = fold("Ketamine’s  “CURE”[@a] so\u00adon **now**")
    assert folded.text == 'ketamine\'s "cure" soon now'


@given(ROUGH)
def test_the_folding_map_never_goes_back(text):
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)


@given(ROUGH)
def test_the_sentences_of_a_text_do_not_overlap(text):
    end = 0
    for start, stop in split(text):
        assert end <= start < stop <= len(text)
        end = stop


@settings(max_examples=60, deadline=None)
@given(ROUGH)
@example("<p>Ketamine cures <b>depression</b>!</p>")
def test_nothing_breaks_a_check_and_every_finding_lies_in_its_text(text):
    content = Content(title=text, body=text, facts={"risks": text})
    plain = {"title": text, "body": read(text).text, "facts.risks": read(text).text}
    for finding in run_checks(content):
        assert finding.check != "check-failed"
        assert plain[finding.field][finding.start : finding.end] == finding.quote


@settings(max_examples=60, deadline=None)
@given(ROUGH)
def test_findings_in_a_file_lie_in_the_file(text):
    document = read_document(text)
    for finding in run_checks(document.content):
        start, end = document.in_file(finding)
        assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize(
    "written", ["Ketamine cures **depression**.", "- Ketamine\n  cures depression", "<p>Ketamine cures</p>"]
)
def test_a_finding_points_into_the_file_as_it_was_written(written):
    document = read_document("Hello.\n\n" + written)
    found = [finding for finding in run_checks(document.content) if finding.check == "claims-cure"]
    start, end = document.in_file(found[0])
    assert ("Hello.\n\n" + written)[start:end] == "cures"


def test_markdown_and_text_have_blocks():
    document = read_document(
        "# Title\n\nA line\nthat goes on.\n\n* one\n* two\n\nShort line\nNext sentence here.\n![](x.png)"
    )
    assert read(document.content.body).text.split("\n") == [
        "Title", "A line that goes on.", "one", "two", "Short line", "Next sentence here. \ufffc",
    ]  # fmt: skip


HARD = [
    "Ketamine cures depression and is not safe. ", "no not help depression and ", ".", "<", "&", "[@a;", '"i ', "![a](",
    "[a](b", "<a on", "many people who have tried it and ", "depression, anxiety, ptsd, ",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", HARD)
def test_twice_the_text_takes_about_twice_the_time(piece):
    def checking(length: int):
        text = (piece * (length // len(piece) + 1))[:length]

        def check():
            claims.check_sentence.cache_clear()
            read.cache_clear()
            run_checks(read_document(text).content)

        return check

    assert is_linear(checking, 32_768)
