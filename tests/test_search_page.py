"""The search page, suggestions while typing, help first, and what is looked for in vain."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from search.index import Document, put
from search.models import Miss
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db


def main_of(response) -> str:
    return response.content.decode().split("<main")[1].split("</main>")[0]


def test_results_lead_to_their_pages_with_the_words_marked(reader):
    article = make_article(title="Restful sleep", summary="How to rest.")
    page = main_of(reader.get("/search/", {"q": "sleeping"}))
    assert f'href="{article.get_absolute_url()}"' in page
    assert "<mark>sleep</mark>" in page
    assert "1 result" in page


def test_an_answer_is_read_in_place(reader):
    put(Document("answer:x", "answer", "en-us", "/faq/#x", "How long?", body="Days to weeks."))
    page = main_of(reader.get("/search/", {"q": "weeks"}))
    assert "Days to weeks." in page and "<details>" in page and "/faq/#x" in page


def test_without_words_the_page_says_what_to_do(reader):
    page = main_of(reader.get("/search/"))
    assert "Type a word or a whole question." in page
    assert "result" not in page


def test_with_no_hit_there_are_ways_on_and_help(reader):
    page = main_of(reader.get("/search/", {"q": "xylophone"}))
    assert "We found nothing for these words" in page
    for address in ("/a-z/", "/contact/", "/faq/"):
        assert f'href="{address}"' in page
    assert "988" in page


def test_the_words_stay_in_the_field_as_text(reader):
    page = main_of(reader.get("/search/", {"q": '"><script>alert(1)</script>'}))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_a_topic_of_the_results_narrows_them(reader):
    topic = make_topic(title="Rest")
    make_article(title="Sleep one", topics=(topic,))
    make_article(title="Sleep two")
    page = main_of(reader.get("/search/", {"q": "sleep", "topic": topic.slug}))
    assert "1 result" in page and "All topics" in page
    assert main_of(reader.get("/search/", {"q": "sleep", "topic": "nonsense"})).count('class="result"') == 2


@pytest.mark.parametrize(
    "words", ["suicide", "I want to die", "overdose", "self-harm", "she can't breathe", "988", "i am suicidal"]
)
def test_words_of_crisis_show_help_before_anything_else(reader, words):
    page = main_of(reader.get("/search/", {"q": words}))
    assert page.index("911") < page.index("Only in one topic" if "Only in one topic" in page else "<h2")


def test_near_matches_are_not_shown_to_somebody_in_danger(reader):
    make_article(title="Doses", summary="Craving ketamine and wanting bigger doses.")
    page = main_of(reader.get("/search/", {"q": "I want to die"}))
    assert "wanting bigger" not in page and "We found nothing" not in page
    assert "A person can." in page and 'href="/help-now/"' in page
    assert "wanting" in main_of(reader.get("/search/", {"q": "want a bicycle"}))


def test_pages_that_hold_all_the_words_of_a_crisis_are_shown_below_the_help(reader):
    article = make_article(title="Thoughts of suicide", summary="Whom to call.")
    page = main_of(reader.get("/search/", {"q": "suicide"}))
    assert page.index("911") < page.index(article.get_absolute_url())


@pytest.mark.parametrize(
    "words", ["side effects", "cost of treatment", "does it work for depression", "die-hard myths"]
)
def test_other_words_do_not(reader, words):
    assert "call <a" not in main_of(reader.get("/search/", {"q": words})).split("<h2")[0]


def test_no_cache_keeps_an_answer_and_no_cookie_is_set(reader):
    for address in ("/search/?q=private+words", "/search/suggest/?q=private"):
        response = reader.get(address)
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
    assert caches["pages"].get_many([]) == {}


def test_no_log_line_holds_what_was_searched(reader, caplog, capfd):
    reader.get("/search/", {"q": "private words"})
    reader.get("/search/suggest/", {"q": "private words"})
    assert "private" not in caplog.text + "".join(capfd.readouterr())


def test_suggestions_are_titles_and_addresses(reader):
    article = make_article(title="Restful sleep")
    answer = reader.get("/search/suggest/", {"q": "rest"})
    assert answer.json() == {"suggestions": [{"title": "Restful sleep", "url": article.get_absolute_url()}]}
    assert reader.get("/search/suggest/", {"q": "r"}).json() == {"suggestions": []}


def look_in_vain(reader, words: str, *days: int) -> None:
    start = timezone.now()
    for day in days:
        with time_machine.travel(start + timedelta(days=day), tick=False):
            reader.get("/search/", {"q": words})


def test_what_is_looked_for_in_vain_becomes_readable_on_the_fifth_day(reader, editor):
    make_article()
    look_in_vain(reader, "lithium dosage", 0, 0, 1, 2, 3)
    assert Miss.objects.get().text == ""
    assert "lithium" not in str(Miss.objects.values())
    look_in_vain(reader, "Dosage of Lithium", 9)
    assert Miss.objects.get().text == "dosage lithium"
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert "dosage lithium" in editor.get("/admin/search/miss/").content.decode()


def test_what_is_not_readable_yet_is_not_listed(reader, editor):
    look_in_vain(reader, "lithium", 0)
    page = editor.get("/admin/search/miss/").content.decode()
    assert "field-text" not in page and "lithium" not in page


def test_a_page_that_is_not_found_offers_pages_about_its_address(reader):
    article = make_article(title="How ketamine works")
    response = reader.get("/old-site/how-ketamine-works.html")
    assert response.status_code == 404
    assert f'href="{article.get_absolute_url()}"' in main_of(response)
    assert 'value="how ketamine works"' in main_of(response)


@pytest.mark.parametrize("address", ["/wp-login.php", "/%00/", "/" + "a" * 3000, "/%F0%9F%99%82/", "/.env"])
def test_an_odd_address_is_just_not_found(reader, address):
    assert reader.get(address).status_code in (400, 404)


def test_editors_keep_synonyms_in_order(editor):
    editor.post("/admin/search/synonyms/add/", {"words": " drip ,, infusion , drip "})
    page = editor.get("/admin/search/synonyms/").content.decode()
    assert "drip, infusion" in page
    response = editor.post("/admin/search/synonyms/add/", {"words": "drip, Drips"})
    assert "Write at least two different words" in response.content.decode()
