"""Words that articles explain: found when saving, frozen when publishing, readable without a script."""

import pytest
from bs4 import BeautifulSoup

from articles import publishing
from articles.content import Content, DefinitionCopy
from articles.models import Term
from articles.rendering.definitions import used_words
from tests.factories import make_article, make_content, make_term
from tests.signoff_factories import save, signed_article

pytestmark = pytest.mark.django_db

RESPONSE = {"slug": "response", "name": "response", "definition": "Symptoms fell by at least half."}


def page_of(reader, article) -> BeautifulSoup:
    return BeautifulSoup(reader.get(article.get_absolute_url()).content.decode(), "html.parser")


def test_the_first_use_of_a_word_leads_to_its_meaning_and_back(reader):
    make_term(**RESPONSE)
    page = page_of(reader, make_article(body="<h2>Response</h2><p>A response, then a second response.</p>"))
    (link,) = page.select("a.term")
    entry = page.select_one(link["href"])
    assert link.text == "response" and link.find_parent("p")
    assert "Symptoms fell by at least half." in entry.text
    assert page.select_one(f"#{link['aria-describedby']}").text == "Symptoms fell by at least half."
    assert [a["href"] for a in entry.select("a")] == [f"#{link['id']}"]


def test_key_points_come_before_the_text(reader):
    make_term(**RESPONSE)
    page = page_of(reader, make_article(key_points=("Few had a response.",), body="<p>The response faded.</p>"))
    assert page.select_one("a.term").find_parent(class_="key-points")


def test_an_article_without_such_words_has_no_list_of_them(reader):
    make_term(**RESPONSE)
    page = page_of(reader, make_article(body="<p>Responses and irresponsible non-response.</p>"))
    assert not page.select(".term") and not page.select(".words")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a Response.", ["response"]),
        ("exposure and response  prevention", []),
        ("response prevention, then a response", ["response"]),
        ("people with TRD", ["trd"]),
        ("treatment-resistant\ndepression", ["trd"]),
        ("<a href='/x/'>response</a> <em>response</em>", ["response"]),
        ("<figure><figcaption>response</figcaption></figure>", []),
        ("", []),
    ],
)
def test_words_are_found_whole_in_any_form_but_not_where_they_mean_something_else(text, found):
    words = [
        DefinitionCopy("response", "response", "x", apart=("response prevention",)),
        DefinitionCopy("trd", "treatment-resistant depression", "y", forms=("TRD", "")),
    ]
    assert [word.slug for word in used_words([f"<p>{text}</p>"], words)] == found


def test_hostile_words_stay_words(reader):
    make_term(slug="odd", name="a.*[b", definition="<script>alert(1)</script> & more")
    response = reader.get(make_article(body="<p>Here is a.*[b on a page.</p>").get_absolute_url())
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in response.content.decode()
    assert reader.get("/glossary/").status_code == 200


def test_a_changed_meaning_changes_no_live_page_until_it_is_published_again(reader, people):
    term = make_term(**RESPONSE)
    article = signed_article(people["clinician"], body="<p>A response.</p>")
    Term.objects.filter(pk=term.pk).update(definition="Quite another thing.")
    publishing.refresh_projection(article)
    page = page_of(reader, article).text
    assert "Symptoms fell by at least half." in page and "Reviewed by Dr" in page
    publishing.publish(article, save(article), publishing.MACHINE)
    page = page_of(reader, article).text
    assert "Quite another thing." in page and "not yet checked" in page


def test_the_digest_covers_definitions_and_stays_as_it_was_without_any():
    plain = make_content()
    word = DefinitionCopy("response", "response", "Symptoms fell by at least half.", ("responded",))
    explained = Content.from_json(plain.to_json() | {"definitions": [{"slug": "a", "name": "b", "text": "c"}]})
    assert plain.clinical_digest().startswith("v1:")
    assert explained.clinical_digest().startswith("v2:")
    whole = Content.from_json(plain.to_json() | {"definitions": [word.__dict__]})
    assert Content.from_json(whole.to_json()) == whole and whole.definitions == (word,)


def test_the_glossary_lists_every_word_at_an_address_of_its_own(reader):
    make_term(**RESPONSE, forms="responded\nresponses")
    page = BeautifulSoup(reader.get("/glossary/").content.decode(), "html.parser")
    assert "Symptoms fell by at least half." in page.select_one("#response").text
    assert "responded, responses" in page.select_one("#response").text
    assert '"/glossary/#response"' in reader.get("/a-z/").content.decode()


def test_an_empty_glossary_says_so(reader):
    assert "No words are explained here yet." in reader.get("/glossary/").content.decode()
