"""The page of questions and answers, with the project's own question files."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from faq import answers, views
from faq.questions import get_faq, get_questions, load
from faq.templatetags.faq import faq_answers


@pytest.fixture
def html(client) -> str:
    """Made without a database: any query would fail the test."""
    return client.get("/faq/").content.decode()


def test_every_question_is_on_the_page_with_its_anchor(html):
    assert len(get_questions()) >= 15
    for question in get_questions():
        assert question.question in html.replace("&#x27;", "'")
        assert f'id="{question.slug}"' in html


def test_the_anchor_stands_inside_its_details_so_that_a_browser_opens_them(html):
    items = re.findall(r"<details[^>]*data-faq-item.*?</details>", html, re.DOTALL)
    assert len(items) == len(get_questions())
    for item in items:
        opening, rest = item.split(">", 1)
        assert " id=" not in opening
        assert re.search(r'class="faq-item__answer[^"]*" id="[a-z0-9-]+"', rest)


def test_every_answer_has_a_link_to_itself_and_its_review_line(html):
    count = len(get_questions())
    assert html.count("data-faq-link") == count
    assert html.count("Evidence checked on November 22, 2026; not yet reviewed by the clinic.") == count


def test_every_mark_leads_to_a_source_and_every_source_leads_back(html):
    ids = set(re.findall(r' id="([^"]+)"', html))
    marks = re.findall(r'href="/faq/#(source-\d+)"', html)
    assert marks
    assert set(marks) <= ids
    assert len(set(marks)) == len(get_faq().sources)
    assert {back["href"][1:] for source in get_faq().sources for back in source.backlinks} <= ids


def test_where_nobody_knows_which_articles_are_public_the_words_stand_without_a_link(html):
    assert "Read more: Benefits and risks side by side" in html
    assert 'href="/articles/ketamine-benefits-and-risks/"' not in html
    assert '<a href="/help-now/">Help now</a>' in html


def test_no_id_stands_twice(html):
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_help_lines_are_on_the_page(html):
    assert 'href="tel:988"' in html
    assert 'href="tel:911"' in html


def test_the_page_sets_no_cookie_and_no_inline_script(client):
    response = client.get("/faq/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert re.findall(r"<script(?![^>]*( src=|application/ld\+json))", response.content.decode()) == []
    assert "style=" not in response.content.decode()


def test_a_post_is_refused(client):
    assert client.post("/faq/").status_code == 405


def test_marks_lead_to_the_page_wherever_an_answer_is_shown():
    assert reverse("faq:page") == answers.PAGE


def test_without_questions_the_page_says_so(client, tmp_path, monkeypatch):
    monkeypatch.setattr(views, "faq_here", lambda: load(tmp_path))
    html = client.get("/faq/").content.decode()
    assert "We have not published any answers yet." in html
    assert "faq-filter" not in html


def test_other_pages_get_the_answers_of_a_topic():
    context = {"request": RequestFactory().get("/")}
    found = faq_answers(context, "safety", most=2)
    assert len(found) == 2
    assert all("safety" in question.topics for question in found)
    assert faq_answers(context, "no-such-topic") == ()
