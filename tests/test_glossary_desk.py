"""Editors keep the glossary: what is refused, and what live pages make of a change."""

import pytest

from articles.models import Term
from tests.factories import make_article, make_term

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/term/add/"
GOOD = {
    "name": "remission",
    "slug": "remission",
    "definition": "Few or no  symptoms are left.",
    "forms": " in remission \n\nin remission",
    "apart": "",
}


def test_a_new_word_stands_in_the_glossary_at_once(editor, reader):
    assert "No words" in reader.get("/glossary/").content.decode()
    assert editor.post(ADD, GOOD).status_code == 302
    term = Term.objects.get()
    assert (term.definition, term.forms) == ("Few or no symptoms are left.", "in remission")
    assert "Few or no symptoms are left." in reader.get("/glossary/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Remission"}, "explains this already"),
        ({"name": "other", "forms": "REMISSION"}, "explains this already"),
        ({"name": "other"}, "Another word has this address already"),
        ({"name": "other", "slug": "other", "definition": "A cure that works for everyone."}, "“"),
        ({"name": "other", "slug": "other", "definition": " "}, "required"),
        ({"name": "x" * 81, "slug": "other"}, "at most 80"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_nothing_typed_is_lost(editor, changes, words):
    editor.post(ADD, GOOD)
    response = editor.post(ADD, GOOD | {"forms": ""} | changes)
    assert response.status_code == 200 and Term.objects.count() == 1
    page = response.content.decode()
    assert words in page and 'class="errorlist"' in page


def test_a_word_in_use_says_where_and_cannot_be_deleted(editor):
    term = make_term(slug="response", name="response")
    article = make_article(title="About it", body="<p>A response.</p>")
    page = f"/admin/articles/term/{term.pk}/"
    assert "About it" in editor.get(f"{page}change/").content.decode()
    assert editor.post(f"{page}delete/", {"post": "yes"}).status_code == 302
    assert Term.objects.filter(pk=term.pk).exists()
    form = {"name": "response", "definition": "Now different.", "forms": "", "apart": ""}
    response = editor.post(f"{page}change/", form, follow=True)
    assert "keeps the words it was published with" in response.content.decode()
    article.terms.clear()
    assert editor.post(f"{page}delete/", {"post": "yes"}).status_code == 302
    assert not Term.objects.exists()
