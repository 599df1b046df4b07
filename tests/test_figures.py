"""Numbers as pictures: from the editor's form to the public page, signed for, and never without a source."""

import dataclasses

import pytest
from bs4 import BeautifulSoup

from articles import duplicates
from articles.admin.figures import PARTS, name_of
from articles.content import Content, Figure
from articles.quality import run_checks
from articles.snapshot import complete
from articles.steps import MACHINE
from tests.factories import make_article, make_content, make_source, make_topic
from tests.signoff_factories import save, signed_article
from tests.test_articles_publishing import ADD, change, form_data

pytestmark = pytest.mark.django_db

FIGURE = Figure("had a response", "with it", 6, "with a sedative", 3, 10, "after one day", "study")
WORDS = "After one day, 6 of 10 people had a response with it, against 3 of 10 with a sedative"


@pytest.fixture
def source(db):
    return make_source(key="study", kind="trial", people=73)


def posted(**changes) -> dict:
    values = {part: getattr(FIGURE, part) for part in PARTS} | changes
    return {name_of(0, part): value for part, value in values.items()}


def picture(reader, article) -> BeautifulSoup:
    page = BeautifulSoup(reader.get(article.get_absolute_url()).content.decode(), "html.parser")
    return page.select_one(".figures")


def test_an_editor_fills_in_the_numbers_and_readers_see_people_and_words(editor, reader, source):
    topic = make_topic()
    assert editor.post(ADD, form_data(topic=topic.pk, _publish="1") | posted()).status_code == 302
    page = BeautifulSoup(reader.get("/articles/a-new-page/").content.decode(), "html.parser")
    shown = page.select_one(".figures")
    assert WORDS in shown.text.replace("\u2060", "") and shown.select_one("sup.cite a")["href"] == "#source-1"
    assert "Randomized trial, 73 people" in shown.text
    first, second = shown.select("svg")
    assert first["aria-label"] == "10 people drawn, 6 of them filled in"
    drawn = [path["d"].count("M") for svg in (first, second) for path in svg.select("path")]
    assert drawn == [6, 4, 3, 7]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"source": ""}, "source", "readers must be able to check"),
        ({"compared": ""}, "compared", "a number alone misleads"),
        ({"compared_count": ""}, "compared_count", "in the comparison group"),
        ({"count": "11"}, "count", "more than all 10 people"),
        ({"of": "9", "count": "1", "compared_count": "1"}, "of", "From 10 to 100"),
        ({"of": "101"}, "of", "less than or equal to 100"),
        ({"count": "-1"}, "count", "greater than or equal to 0"),
        ({"count": "6.5"}, "count", "Write a whole number"),
        ({"count": "many"}, "count", "Write a whole number"),
        ({"time": " "}, "time", "Say after how long"),
        ({"happened": "x" * 121}, "happened", "at most 120"),
    ],
)
def test_what_cannot_be_drawn_is_said_beside_its_field_and_nothing_is_lost(editor, source, changes, field, words):
    article = make_article()
    response = editor.post(change(article), form_data(article) | posted(**changes))
    page = BeautifulSoup(response.content.decode(), "html.parser")
    assert response.status_code == 422 and article.revisions.count() == 1
    row = page.select_one(f"#field-{name_of(0, field)}")
    assert words in row.text and row.find_parent("details").has_attr("open")
    assert page.select_one(f"[name={name_of(0, 'group')}]")["value"] == "with it"


def test_an_unknown_source_is_named_before_publishing(editor):
    article = make_article()
    editor.post(change(article), form_data(article) | posted(source="[@nobody]"))
    page = editor.get(change(article)).content.decode()
    assert "No source has the key “nobody”" in page and "field-figure0_source" in page


def test_a_changed_number_ends_the_review(reader, people, source):
    article = signed_article(people["clinician"], figures=(FIGURE,))
    assert WORDS in picture(reader, article).text.replace("\u2060", "")
    changed = save(article, figures=(dataclasses.replace(FIGURE, count=7),))
    assert changed.digest != article.live.digest and changed.digest.startswith("v2:")


def test_a_page_without_numbers_has_no_pictures_of_them(reader):
    assert picture(reader, make_article()) is None


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"source": ""}, "figures-source"),
        ({"compared": " "}, "figures-comparison"),
        ({"count": 11}, "figures-numbers"),
        ({"of": 0}, "figures-numbers"),
        ({"happened": "were cured"}, "claims"),
    ],
)
def test_the_checks_read_the_pictures_too(changes, check):
    content = make_content(figures=(dataclasses.replace(FIGURE, **changes),))
    found = [one for one in run_checks(content) if one.blocking and one.field == "figures.0"]
    assert any(one.check.startswith(check) for one in found)


def test_the_document_comes_back_from_json_as_it_was():
    content = make_content(figures=(FIGURE, FIGURE))
    assert Content.from_json(content.to_json()) == content


def test_a_picture_of_a_source_that_was_merged_names_the_one_that_stands(source):
    content = make_content(figures=(FIGURE,))
    duplicates.join_sources(source, make_source(key="other"), MACHINE)
    again = complete(content)
    assert [figure.source for figure in again.figures] == ["other"] == [copy.key for copy in again.sources]
