"""A topic's page: where to start, how sure the evidence is, and the studies behind its articles."""

import pytest
from bs4 import BeautifulSoup

from articles import publishing
from articles.content import Badge, Figure
from articles.models import Topic
from tests.factories import make_article, make_source, make_topic
from tests.signoff_factories import publish

pytestmark = pytest.mark.django_db

FIGURE = Figure("had a response", "with it", 6, "with a sedative", 3, 10, "after one day", "trial1")


@pytest.fixture
def topic(db):
    return make_topic(slug="sleep")


def page_of(reader, topic, query: str = "") -> BeautifulSoup:
    return BeautifulSoup(reader.get(topic.get_absolute_url() + query).content.decode(), "html.parser")


def test_the_studies_stand_in_a_table_the_strongest_first(reader, topic):
    make_source(key="trial1", kind="trial", authors="Owl A, Lark B", year=2019, people=73, note="It was short.")
    make_source(key="review1", kind="review", authors="", title="A review", year=2001)
    make_source(key="law", kind="regulator", title="A law")
    make_source(key="other", kind="trial", title="Of another topic")
    body = "<p>Words [@trial1], more [@review1] and more [@law].</p>"
    make_article(topics=(topic,), title="About sleep", body=body, figures=(FIGURE,))
    make_article(title="Elsewhere", body="<p>Words [@other].</p>")
    rows = page_of(reader, topic).select(".evidence tbody tr")
    cells = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in rows]
    said = "After one day, 6 of 10 people had a response with it, against 3 of 10 with a sedative. It was short."
    assert cells == [
        ["A review , 2001", "Review of several studies", "not given", "See the article.", "About sleep"],
        ["Owl A , 2019", "Randomized trial", "73", said, "About sleep"],
    ]


def test_a_study_is_marked_and_put_last_as_soon_as_an_editor_enters_that_it_was_taken_back(reader, editor, topic):
    study = make_source(key="trial1", kind="review", authors="Owl A", note="")
    make_source(key="trial2", kind="trial", authors="Lark B", note="")
    make_article(topics=(topic,), body="<p>Words [@trial1] and [@trial2].</p>", figures=(FIGURE,))
    address = f"/admin/articles/source/{study.pk}/change/"
    form = BeautifulSoup(editor.get(address).content.decode(), "html.parser").select_one("#source_form")
    values = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    editor.post(address, values | {"title": study.title, "kind": "review", "retracted_on": "2026-11-20"})
    rows = [row.get_text(" ", strip=True) for row in page_of(reader, topic).select(".evidence tbody tr")]
    assert [row[:6] for row in rows] == ["Lark B", "Owl A "]
    assert "Taken back by its journal" in rows[1] and "6 of 10 people" not in rows[1]
    assert "Taken back" not in rows[0]


def test_badges_say_how_sure_the_evidence_is_article_by_article(reader, topic):
    make_article(topics=(topic,), badges=(Badge("short-term benefit", "moderate"),))
    shown = page_of(reader, topic).select_one(".evidence__badges").text
    assert "short-term benefit" in shown and "Moderate evidence" in shown


def test_drafts_and_withdrawn_articles_bring_nothing_to_the_hub(reader, topic):
    make_source(key="trial1", kind="trial")
    article = make_article(topics=(topic,), body="<p>Words [@trial1].</p>", publish=False)
    topic.start_here = [article.pk]
    topic.save()
    page = page_of(reader, topic)
    assert not page.select(".evidence") and not page.select(".start-here")
    assert "Nothing is published here yet." in page.text


def test_an_edit_of_a_source_reaches_the_hub_only_with_an_article_that_was_published_with_it(editor, reader, topic):
    study = make_source(key="trial1", kind="trial", authors="Owl A", title="The signed title", note="It was short.")
    article = make_article(topics=(topic,), body="<p>Words [@trial1].</p>")
    address = f"/admin/articles/source/{study.pk}/change/"
    form = BeautifulSoup(editor.get(address).content.decode(), "html.parser").select_one("#source_form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    data |= {"kind": "review", "title": "A title nobody signed", "note": "It cures everybody."}
    assert editor.post(address, data).status_code == 302
    page = page_of(reader, topic).text
    assert "It was short." in page and "Randomized trial" in page
    assert "It cures everybody." not in page and "nobody signed" not in page
    publish(article, body="<p>More words [@trial1].</p>")
    assert "It cures everybody." in page_of(reader, topic).text


def test_the_editor_chooses_what_to_read_first(editor, reader, topic):
    first, second = (make_article(topics=(topic,), title=title) for title in ("A later one", "The first one"))
    address = f"/admin/articles/topic/{topic.pk}/change/"
    form = {"title": "Sleep", "introduction": "", "order": "1"}
    chosen = form | {"start_1": second.get_absolute_url(), "start_2": first.slug, "start_3": second.pk}
    assert editor.post(address, chosen).status_code == 302
    page = page_of(reader, topic)
    assert [link.text for link in page.select(".start-here a")] == ["The first one", "A later one"]
    assert editor.get(address).content.decode().count(f'value="{second.get_absolute_url()}"') == 1
    assert editor.post(address, form).status_code == 302
    assert Topic.objects.get(pk=topic.pk).start_here == []


def test_an_article_of_another_topic_cannot_be_the_start(editor, topic):
    other = make_article()
    form = {"title": "Sleep", "introduction": "", "order": "1", "start_1": other.pk}
    answer = editor.post(f"/admin/articles/topic/{topic.pk}/change/", form)
    assert answer.status_code == 200 and "is none of the pages that can be chosen here" in answer.content.decode()


def test_the_second_page_of_a_long_topic_is_only_the_list(reader, topic):
    for _number in range(13):
        make_article(topics=(topic,), badges=(Badge("benefit", "limited"),))
    assert page_of(reader, topic).select(".evidence")
    assert not page_of(reader, topic, "?page=2").select(".evidence")


def test_a_study_that_many_articles_cite_names_the_five_newest(reader, topic):
    make_source(key="trial1", kind="trial", authors="Owl A", note="")
    for number in range(7):
        make_article(topics=(topic,), title=f"About sleep {number}", body="<p>Words [@trial1].</p>")
    (row,) = page_of(reader, topic).select(".evidence tbody tr")
    assert [link.text for link in row.select("a")] == [f"About sleep {number}" for number in (6, 5, 4, 3, 2)]


@pytest.mark.django_db(transaction=True)  # outside of a transaction the numbers are remembered
def test_the_number_of_pages_follows_each_article_that_comes_and_goes(reader, topic, empty_cache):
    articles = [make_article(topics=(topic,)) for _number in range(13)]
    for address in (topic.get_absolute_url(), "/articles/"):
        assert "Page 1 of 2" in reader.get(address).content.decode()
    publishing.withdraw(articles[0], publishing.MACHINE, reason="It was wrong.")
    for address in (topic.get_absolute_url(), "/articles/"):
        assert "Page 1 of" not in reader.get(address).content.decode()
        assert reader.get(f"{address}?page=2").status_code == 404
