"""Each path of a text that somebody typed, pasted or brought along: eight times the text, about eight times the work.

The screens and the content checks have the same question asked in their own tests (test_screening_*, test_quality_*),
forms and files in test_form_paths. Editors' HTML comes to everything else sanitised, so it is here; what stands deep
inside each other is refused. Seen red: without `few_marks`, without the limit of depth, with `autojunk=False` in
articles.comparing, with the former AROUND_BLOCKS, with equal headings numbered from two again each time.
"""

import unicodedata
from collections import Counter
from functools import partial

import pytest
from django.utils.text import slugify

from articles import merging, rendering, sanitising
from articles.admin.showing import as_text
from articles.comparing import compare
from articles.content import Content, DefinitionCopy, SourceCopy
from articles.findable import plain
from articles.quality import plain_language, run_checks
from articles.quality.documents import read_document
from articles.quality.passages import read
from articles.rendering import structure
from articles.rendering.citations import Citations
from articles.rendering.definitions import Definitions
from clinic.letters import MOST_MARKS, few_marks
from comments.forms import plain_text
from comments.highlighting import pieces_of_text
from comments.models import MAX_TEXT
from comments.screening import screen_text
from portal.moving.markdown import to_markdown
from portal.plain_requests import without_charset
from portal.policies.copy import readable
from portal.search_page import words_in
from portal.wordpress.markup import clean_post
from portal.wordpress.shortcodes import replace_shortcodes
from portal.wordpress.tree import parse
from portal.wordpress.walker import Surroundings
from search.snippets import snippet
from search.words import stems_of
from tests.comment_factories import send
from tests.factories import make_article
from tests.growth import is_linear

MARKS = "\u0301\u0316"  # of two classes, so that a normal form has to put them in order
TYPED = ["a", "a ", "\n", " \n", "\n \t", "\u202e", MARKS, "'s", "a. "]
HTML = [
    "<p>a</p>", "<p>", "<li>", "<strong>a</strong>", "<a href='x'>", "<a ", "<!--", " ", "\n", "&lt;", "<", "[@a;", "[",
    "*", '"', "<table><tr><td>a</td></tr></table>", "<h2>a</h2>", "<img alt='", "- ", "| ", "   x", MARKS,
]  # fmt: skip
WORDPRESS = [*HTML, "<ul><li>", "<strong>", "<?", "</", "<a b='", "[a ", '[a "', "[/a", "[[a]", "[caption]", "<script>"]


TABLE = "<table><caption>a</caption><tr><td>a</td></tr></table>"
GLOSSARY = [DefinitionCopy(f"w{number}", f"w{number}", "A word.") for number in range(200)]


def headings(html: str) -> None:
    structure.anchor_headings(structure.parse(f"<h2>{html}</h2>"), set())


def numbered(html: str) -> None:
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for _heading in range(html.count("<h2>")):
        structure.unique_id("a", taken, numbers)


def shown(html: str) -> None:
    rendering.Finishing(Content(title=""), rendering.Surroundings()).finish(html)


def checked(html: str) -> None:
    read.cache_clear()
    run_checks(Content(title="", body=html))


def cited(html: str) -> None:
    Citations([SourceCopy("a", "A study", "trial")]).mark(structure.parse(html))


def explained(html: str) -> None:
    Definitions(GLOSSARY).mark(structure.parse(html))


def graded(text: str) -> None:
    read.cache_clear()
    plain_language.check(Content(title="", body=f"<p>{text}</p>"))


def both(html: str) -> None:
    compare(Content(title="", body=f"<p>{html}</p>"), Content(title="", body=f"<p>b {html} c</p>"))


def highlighted(text: str) -> None:
    pieces_of_text(text, [finding.as_dict() | {"field": "text"} for finding in screen_text(text)])


def of_editor(work):
    return lambda text: work(sanitising.clean(text))


PATHS = {
    "a comment": (plain_text, TYPED, 64_000),
    "what the screens saw in it": (highlighted, ["12 ", "a@b.com ", "call 415 555 2671 ", "jan 1 1990 "], MAX_TEXT),
    "words that are looked for": (partial(stems_of, language="en"), TYPED, 32_000),
    "the passage that answers": (lambda text: snippet("", text, [[("a",)]], "en"), [*TYPED, "b "], 32_000),
    "an address that is nowhere": (words_in, ["a", "ab-", "%41", "/", "."], 32_000),
    "a content type": (without_charset, ["; charset=", ";charset", "; ;", "charset", " "], 32_000),
    "a slug": (lambda text: slugify(few_marks(text)), [*TYPED, "-", "_"], 32_000),
    "an editor's text": (sanitising.clean, HTML, 32_000),
    "its words for the search": (of_editor(plain), HTML, 32_000),
    "its shape for merging": (of_editor(merging.shape), HTML, 32_000),
    "its words beside a colleague's": (of_editor(as_text), HTML, 32_000),
    "its differences": (of_editor(both), [*HTML, "a b ", "<p>a b c d e f</p>"], 32_000),
    "its headings": (of_editor(headings), [" ", "a", MARKS, "&lt;"], 32_000),
    "the numbers of its equal headings": (numbered, ["<h2>a</h2>"], 16_000),
    "its page for readers": (of_editor(shown), ["<h2>a</h2>", TABLE], 32_000),
    "its checks": (of_editor(checked), ["<h2>a</h2>"], 32_000),
    "its marks of sources": (of_editor(cited), ["[@a]<br>"], 32_000),
    "its words of the glossary": (of_editor(explained), ["w1<br>"], 32_000),
    "its reading grade": (graded, ["a ", "Hospitalizations "], 32_000),
    "a policy": (of_editor(readable), ["<li><p>a</p></li>"], 32_000),
    "its Markdown": (of_editor(to_markdown), HTML, 32_000),
    "a file to check": (read_document, [*HTML, "  |", "= = x", "|  |"], 32_000),
    "an old page": (parse, WORDPRESS, 32_000),
    "the whole old page": (
        lambda text: clean_post(text, Surroundings()),
        ["<p>a</p>", "<a href='x'>", "<figure>", "[caption]", MARKS],
        32_000,
    ),
    "its shortcodes": (lambda text: replace_shortcodes(text, Counter()), WORDPRESS, 32_000),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "piece"), [(path, piece) for path, (_work, pieces, _most) in PATHS.items() for piece in pieces]
)
def test_work_grows_as_the_text_does(path, piece):
    work, _pieces, most = PATHS[path]

    def prepare(length: int):
        text = "a" + (piece * (length // len(piece) + 1))[:length]
        return lambda: work(text)

    assert is_linear(prepare, most), f"{path}: {piece!r} takes longer and longer"


def test_more_marks_than_any_letter_has_are_left_out_and_all_others_stay():
    text = "a" + MARKS * 500 + " é ế กี่ ﷺ " + "žluťoučký кўй " * 20
    assert few_marks(text) == "a" + (MARKS * 500)[:MOST_MARKS] + text[1001:]
    assert unicodedata.normalize("NFC", few_marks("e\u0301")) == "é"


@pytest.mark.django_db
def test_a_comment_of_nothing_but_marks_is_answered(reader):
    """Of 256 KB, eleven seconds of work before."""
    assert send(reader, make_article(), text="a" + MARKS * 20_000).status_code in (200, 422)


@pytest.mark.parametrize("around", ["<ul><li>", "<blockquote>", "<strong>", "<em><sub>"])
def test_what_stands_too_deep_is_refused_and_what_a_page_needs_is_not(around):
    with pytest.raises(sanitising.TooDeep, match="too deep"):
        sanitising.clean(around * 61 + "word")
    assert "word" in sanitising.clean(around * 12 + "word")


def test_elements_beside_each_other_are_not_deep():
    assert sanitising.clean("<p>a<br></p><hr>" * 200).count("<p>") == 200


@pytest.mark.django_db
def test_an_editor_is_told_of_what_stands_too_deep(editor):
    from tests.test_articles_publishing import ADD, form_data

    answer = editor.post(ADD, form_data(body="<ul><li>" * 61 + "word"))
    assert "too deep inside each other" in answer.content.decode()
