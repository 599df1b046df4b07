"""What the editor's page offers while somebody types, and to whom."""

import pytest

from articles import publishing
from articles.steps import MACHINE
from search.index import Document, put
from tests.factories import make_article, make_image, make_source, make_term, make_topic

pytestmark = pytest.mark.django_db
PICK = "/admin/articles/article/pick/"


def found(client, kind, query) -> list[str]:
    return [item["value"] for item in client.get(PICK, {"kind": kind, "q": query}).json()["found"]]


def test_pages_are_found_by_any_words_of_their_title(editor):
    article = make_article(slug="the-day", title="What happens on the day")
    topic = make_topic(slug="day-topic", title="The day itself")
    make_article(title="Something else")
    assert found(editor, "link", "day the") == [article.get_absolute_url(), topic.get_absolute_url()]


def test_words_of_the_glossary_and_questions_can_be_linked_to(editor):
    make_term(slug="remission", name="remission", forms="in remission")
    put(
        Document(
            ref="answer:how", kind="answer", language="en-us", url="/faq/#how", title="How long does remission last?"
        )
    )
    assert found(editor, "link", "remission") == ["/glossary/#remission", "/faq/#how"]


def test_an_article_that_was_taken_down_is_not_offered(editor):
    article = make_article(title="Old words")
    publishing.withdraw(article, MACHINE, reason="Wrong.")
    assert found(editor, "link", "Old words") == []


def test_sources_and_pictures_are_found_by_key_title_and_words(editor):
    source, image = make_source(key="han2016", authors="Han"), make_image(key="room", alt="A quiet room")
    assert found(editor, "source", "han") == [source.key]
    assert found(editor, "picture", "quiet") == [f"/admin/picture/{image.key}/"]


def test_no_more_than_twenty_are_offered(editor):
    for _ in range(25):
        make_source()
    assert len(found(editor, "source", "study")) == 20


@pytest.mark.parametrize("query", ["", "x" * 5000, "\x00", "%", "'; --", "‮", "\\"])
def test_strange_searches_are_answered(query, editor):
    for kind in ("link", "picture", "source", "topic"):
        assert editor.get(PICK, {"kind": kind, "q": query}).status_code == 200


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_titles_of_drafts_reach_nobody_who_may_not_write(role, request):
    make_article(title="Secret draft", publish=False)
    answer = request.getfixturevalue(role).get(PICK, {"kind": "link", "q": "Secret"})
    assert answer.status_code == 403 and "Secret" not in answer.content.decode()


def test_the_page_says_how_long_the_text_is_and_offers_the_questions(editor):
    article = make_article(body="<p>" + "word " * 400 + "</p>", summary="Short.", publish=False)
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "401 words, about 3 minutes to read" in page
    assert '<option value="/faq/#' in page
