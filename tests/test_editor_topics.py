"""Choosing an article's topics: ticks while there are few, and a field that looks them up once there are many."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin.topic_fields import ALL_SHOWN
from articles.content import Content
from articles.models import Topic
from tests.factories import make_article, make_topic
from tests.test_articles_publishing import change, form_data

pytestmark = pytest.mark.django_db
PICK = "/admin/articles/article/pick/"


def many_topics() -> list[Topic]:
    rows = [Topic(slug=f"many-{number}", title=f"Many {number}") for number in range(ALL_SHOWN + 20)]
    return Topic.objects.bulk_create(rows)


def chosen(article) -> tuple[int, ...]:
    article.refresh_from_db()
    return Content.from_json(article.draft.content).topics


def ticks(page: str) -> list[tuple[str, bool]]:
    found = re.findall(r'<input type="checkbox" name="topics" value="(\d+)"( checked)?>', page)
    return [(number, bool(ticked)) for number, ticked in found]


def test_with_few_topics_each_is_a_tick_and_those_chosen_are_set(editor):
    main, second, third = make_topic(), make_topic(), make_topic()
    article = make_article(topics=(main, second))
    page = editor.get(change(article)).content.decode()
    assert set(ticks(page)) == {(str(main.pk), False), (str(second.pk), True), (str(third.pk), False)}
    assert 'data-pick="topic"' not in page
    assert f'<option value="{main.pk}" selected>{main.title}</option>' in page


def test_with_many_topics_only_those_chosen_are_shown_and_others_are_looked_up(editor):
    topics = many_topics()
    article = make_article(topics=(topics[0], topics[7]))
    page = editor.get(change(article)).content.decode()
    assert ticks(page) == [(str(topics[7].pk), True)]
    assert 'data-pick="topic"' in page
    found = editor.get(PICK, {"kind": "topic", "q": "many 12"}).json()["found"]
    assert found == [{"value": topics[12].get_absolute_url(), "label": "Many 12"}]


def test_a_topic_is_added_by_its_number_address_last_part_or_title_and_each_counts_once(editor):
    topics = many_topics()
    article = make_article(topics=(topics[0],))
    typed = [str(topics[1].pk), topics[2].get_absolute_url(), "many-3", "MANY 4", topics[1].slug]
    editor.post(change(article), form_data(article, topics=typed))
    assert chosen(article) == tuple(topic.pk for topic in topics[:5])


def test_topics_keep_their_order_and_an_unticked_one_is_gone(editor):
    one, two, three = make_topic(), make_topic(), make_topic()
    article = make_article(topics=(two, three, one))
    editor.post(change(article), form_data(article, topics=[str(one.pk)]))
    assert chosen(article) == (two.pk, one.pk)


@pytest.mark.parametrize("typed", ["nowhere", "99999999999999999999", "<b>", "%", "/topics//"])
def test_what_is_no_topic_is_refused_in_words_and_stays_in_the_field(typed, editor):
    article = make_article(topics=(many_topics()[0],))
    answer = editor.post(change(article), form_data(article, topics=[typed]))
    page = answer.content.decode()
    assert answer.status_code == 422 and "is no topic of ours" in page
    assert f'name="topics" value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in page
    assert article.revisions.count() == 1


def test_topics_of_the_same_name_in_two_languages_are_told_apart(editor, settings):
    here, there = make_topic(title="Sleep"), make_topic(title="Sleep", language="es")
    article = make_article(topics=(make_topic(),))
    page = editor.get(change(article)).content.decode()
    assert page.count("Sleep</option>") == 1 and "Sleep (" in page
    editor.post(change(article), form_data(article, topics=[there.get_absolute_url()]))
    assert chosen(article)[1:] == (there.pk,) and here.pk != there.pk


def test_topics_are_asked_for_once_however_many_there_are(editor):
    article = make_article(topics=(many_topics()[0],))
    editor.get(change(article))
    with CaptureQueriesContext(connection) as captured:
        editor.get(change(article))
    asked = [query["sql"] for query in captured.captured_queries if 'FROM "articles_topic"' in query["sql"]]
    assert len([sql for sql in asked if "WHERE" not in sql]) == 1 and len(captured) <= 15


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_only_who_writes_looks_topics_up(role, request):
    assert request.getfixturevalue(role).get(PICK, {"kind": "topic", "q": ""}).status_code == 403
