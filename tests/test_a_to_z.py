"""The A to Z: everything on one page while it fits, then a page for each letter, in the alphabet's own order."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import index, publishing
from articles.models import Article
from pagecache.generations import known
from search.labels import letter_of, sort_key
from search.models import Synonyms
from tests.factories import make_article, make_term

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(index, "MOST", 3)


def lines(client, address: str = "/a-z/") -> list[str]:
    page = BeautifulSoup(client.get(address).content.decode(), "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select(".letter__entries li")]


def letters(client, address: str = "/a-z/") -> list[str]:
    page = BeautifulSoup(client.get(address).content.decode(), "html.parser")
    return [f"{link.text} {link['href']}" for link in page.select(".letters a")]


def test_a_short_list_is_one_page_with_titles_keywords_and_words_in_order(reader):
    make_article(title="Éclairs", slug="eclairs", keywords=("apples",))
    make_article(title="40 questions", slug="forty", keywords=())
    make_term(name="effect", slug="effect")
    assert lines(reader) == ["40 questions", "apples Éclairs", "Éclairs", "effect what it means"]
    assert letters(reader) == ["0–9 #letter-0-9", "A #letter-a", "E #letter-e"]
    assert 'id="letter-0-9"' in reader.get("/a-z/").content.decode()


def test_words_that_mean_the_same_are_listed_too_and_follow_what_editors_say(editor, reader):
    Synonyms.objects.create(words="drip, infusion, jab")
    make_article(title="A session", keywords=("Infusion",))
    make_article(title="Something else", keywords=("bladder",))
    both = ["A session", "bladder Something else", "Infusion A session", "Something else"]
    assert lines(reader) == sorted([*both, "drip A session", "jab A session"], key=str.casefold)
    row = Synonyms.objects.get()
    editor.post(f"/admin/search/synonyms/{row.pk}/change/", {"words": "drip, bladder"})
    assert lines(reader) == sorted([*both, "drip Something else"], key=str.casefold)
    editor.post("/admin/search/synonyms/add/", {"words": "Tropf, infusion"})
    assert "Tropf A session" in lines(reader)
    editor.post(f"/admin/search/synonyms/{row.pk}/delete/", {"post": "yes"})
    every = {"action": "delete_selected", "_selected_action": Synonyms.objects.get().pk, "post": "yes"}
    editor.post("/admin/search/synonyms/", every)
    assert not Synonyms.objects.exists() and lines(reader) == both


def test_a_long_list_asks_for_a_letter_and_gives_each_a_page(reader, small_pages):
    for title in ("Alpha", "Beta", "Beets", "9 rules"):
        make_article(title=title, keywords=())
    assert lines(reader) == []
    assert letters(reader) == ["0–9 /a-z/0-9/", "A /a-z/a/", "B /a-z/b/"]
    assert "Choose the letter" in reader.get("/a-z/").content.decode()
    assert lines(reader, "/a-z/b/") == ["Beets", "Beta"]
    assert lines(reader, "/a-z/0-9/") == ["9 rules"]
    page = BeautifulSoup(reader.get("/a-z/b/").content.decode(), "html.parser")
    assert page.select_one(".letters [aria-current=page]").text == "B"
    assert page.select_one("link[rel=canonical]")["href"].endswith("/a-z/b/")


def test_the_pages_of_a_letter_hold_every_line_once_and_every_word_in_its_place(reader, small_pages):
    titles = [f"Study {number}" for number in range(1, 8)]
    for title in titles:
        make_article(title=title, keywords=())
    for name in ("saline", "study 3b", "symptom"):
        make_term(name=name)
    pages = [lines(reader, f"/a-z/s/?page={number}") for number in (1, 2, 3)]
    together = [*titles[:3], "study 3b what it means", *titles[3:]]
    assert [line for page in pages for line in page] == ["saline what it means", *together, "symptom what it means"]
    assert all(pages)


@pytest.mark.parametrize("address", ["/a-z/q/", "/a-z/aa/", "/a-z/a/?page=2", "/a-z/a/?page=0", "/a-z/a/?page=x"])
def test_a_letter_without_lines_and_a_page_too_many_are_not_there(reader, address):
    make_article(title="Alpha", keywords=())
    assert reader.get(address).status_code == 404


def test_a_capital_in_the_address_leads_to_the_small_letter(reader):
    make_article(title="Alpha", keywords=())
    answer = reader.get("/a-z/A/")
    assert (answer.status_code, answer["Location"]) == (301, "/a-z/a/")


def test_what_is_no_longer_public_is_no_longer_listed(reader):
    gone, over = make_article(title="Alpha", keywords=()), make_article(title="Arnica", keywords=())
    make_article(title="Aspen", keywords=())
    publishing.withdraw(gone, publishing.MACHINE, reason="It was wrong.")
    # The clock alone ended it: no sweep has told the index.
    Article.objects.filter(pk=over.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert lines(reader) == lines(reader, "/a-z/a/") == ["Aspen"]


def test_numbers_beside_topics_follow_a_publication_and_a_withdrawal(reader, django_capture_on_commit_callbacks):
    article = make_article(title="Alpha")
    topic = article.topics.get()
    second = make_article(title="Beta", topics=(topic,))

    def count() -> str:
        return re.search(r"(\d+) articles?<", reader.get("/topics/").content.decode())[1]

    assert count() == "2"
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(second, publishing.MACHINE, reason="It was wrong.")
    known.reset()  # half a second later
    assert count() == "1"


@given(st.text(max_size=30))
def test_any_text_has_a_place(text):
    assert isinstance(sort_key(text), bytes)
    assert len(letter_of(text)) <= 8
    assert letter_of(text) == "" or letter_of(text).isalpha()
