"""Questions to ask a clinician: written by editors, ticked by readers, kept nowhere."""

import pytest
from bs4 import BeautifulSoup

from articles import publishing
from tests.factories import make_article, make_content
from tests.test_articles_publishing import change, form_data

pytestmark = pytest.mark.django_db

QUESTIONS = ("What if it fades?", "Who is <there> at night?")


def section_of(reader, article):
    page = BeautifulSoup(reader.get(article.get_absolute_url()).content.decode(), "html.parser")
    return page.select_one(".questions")


def test_each_question_has_a_box_that_no_form_could_send(reader):
    section = section_of(reader, make_article(questions=QUESTIONS))
    assert [label.get_text(strip=True) for label in section.select("li label")] == list(QUESTIONS)
    boxes = section.select("input")
    assert len(boxes) == 2 and not section.find_parent("form") and not section.select("form")
    assert not any(box.has_attr("name") or box.has_attr("id") for box in boxes)


def test_without_a_script_there_is_a_plain_list_and_no_dead_button(reader):
    section = section_of(reader, make_article(questions=QUESTIONS))
    assert section.select_one(".questions__do").has_attr("hidden")


def test_an_article_without_questions_has_no_such_part(reader):
    assert section_of(reader, make_article()) is None


def test_editors_write_them_one_on_each_line(editor, reader):
    article = make_article()
    editor.post(change(article), form_data(article, questions="How long?\n\n  What else?  ", _publish="1"))
    assert [li.get_text(strip=True) for li in section_of(reader, article).select("li")] == ["How long?", "What else?"]


@pytest.mark.parametrize(
    ("questions", "words"), [("x" * 201, "at most 200 characters"), ("\n".join("abcdefghijklmnopqrstu"), "At most 20")]
)
def test_too_much_is_said_and_kept(editor, questions, words):
    article = make_article()
    answer = editor.post(change(article), form_data(article, questions=questions))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert questions.splitlines()[0] in answer.content.decode()


@pytest.mark.parametrize("question", ["Why? [@han2016]", "Is it true that ketamine cures depression for good"])
def test_what_cannot_be_published_in_the_text_cannot_be_asked_either(question):
    with pytest.raises(publishing.NotReady):
        make_article(questions=(question,))


def test_a_signature_covers_the_questions():
    assert make_content().clinical_digest() != make_content(questions=QUESTIONS).clinical_digest()
