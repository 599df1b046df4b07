"""The search of the desk's lists: rows are found by their words, and a pasted book is no trouble."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.searching import LONGEST, MOST_WORDS, shortened
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
BOOK = "+".join(f"w{number}" for number in range(3_000))
OPEN_QUOTE = "%22" + "+".join(["word"] * 3_000)
ONE_WORD = "x" * 20_000


def searched() -> list[str]:
    """Every list of the desk that has a search, by its address."""
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, desk in admin.site._registry.items()
        if desk.search_fields
    ]


@pytest.fixture
def everybody(people):
    """An account with every role: one that may open every list."""
    person = people["owner"]
    for other in people.values():
        person.groups.add(*other.groups.all())
    return person


def test_there_are_lists_with_a_search():
    assert len(searched()) >= 9


@pytest.mark.parametrize("query", [BOOK, OPEN_QUOTE, ONE_WORD, "%00", "%27%22%25_%5C"])
def test_a_search_of_thousands_of_words_is_answered_with_few_conditions(client, everybody, query):
    client.force_login(everybody)
    make_article()
    make_source()
    for address in searched():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"{address}?q={query}", follow=True)
        assert response.status_code == 200, address
        conditions = max(one["sql"].upper().count(" LIKE ") for one in captured.captured_queries)
        assert conditions <= MOST_WORDS * 8, address
        assert len(response.content) < 100_000, address


def test_what_was_asked_for_stands_in_the_field_again(editor):
    make_article(title="Sleep at night")
    page = editor.get("/admin/articles/article/?q=sleep+night").content.decode()
    assert 'value="sleep night"' in page and "Sleep at night" in page


def test_a_search_that_is_too_long_is_its_first_words_in_the_field_and_in_every_link(editor):
    make_article(title="Sleep at night")
    page = editor.get(f"/admin/articles/article/?status__exact=draft&q={BOOK}").content.decode()
    assert 'value="w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11"' in page
    assert "w12" not in page


def test_a_row_must_have_every_word_of_a_search(editor):
    make_article(title="Sleep at night")
    make_article(title="Sleep by day")
    page = editor.get("/admin/articles/article/?q=night+sleep").content.decode()
    assert "Sleep at night" in page and "Sleep by day" not in page


def test_a_pasted_title_that_is_longer_than_the_bound_is_found_by_its_beginning(editor):
    make_article(title="One two three four five six seven eight nine ten eleven twelve thirteen")
    page = editor.get(
        "/admin/articles/article/?q=" + "One two three four five six seven eight nine ten eleven twelve thirteen"
    )
    assert "thirteen</a>" in page.content.decode()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("sleep night", "sleep night"),
        ("sleep sleep night", "sleep night"),
        ('"a good night" sleep', '"a good night" sleep'),
        ("", ""),
        (" ".join(str(number) for number in range(99)), " ".join(str(number) for number in range(MOST_WORDS))),
        ("a" * 200 + " " + "b" * 200, "a" * 200),
        ("a" * 999, "a" * LONGEST),
    ],
)
def test_few_words_are_kept(text, kept):
    assert shortened(text) == kept
