"""Answers link only to what readers can open: the words stay, the link comes and goes with the article."""

import json
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.utils import timezone

from articles import addresses, planning, publishing
from articles.models import Article
from faq import links
from faq.questions import get_faq
from pagecache import generations
from portal import copies
from portal.opening_page import answers_that_lead_nowhere
from search.index import rebuild
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Rest and quiet"
ANSWER = """It helps to rest.

Read more: [Rest **and** quiet](/articles/rest/#why), [help](/help-now/ "Lines"), [sleep](/topics/sleep/),
[nothing](/nowhere/), [desk](/admin/), [ours](http://localhost:8000/articles/rest/), [them](https://other.example/rest/)
or [mail](mailto:us@example.org).
"""
OTHERS = {"/help-now/", "https://other.example/rest/", "mailto:us@example.org"}


@pytest.fixture
def answer(settings, tmp_path):
    settings.FAQ_DIR, settings.SITE_URL = tmp_path, "http://localhost:8000"
    values = 'group = "First"\nslug = "rest"\nquestion = "Why rest?"\ntopics = ["sleep"]\n'
    text = f'{values}evidence_checked_on = 2026-11-22\nanswer = """\n{ANSWER}"""\n'
    (tmp_path / "one.toml").write_text(text, encoding="utf-8")
    get_faq.cache_clear()
    yield
    get_faq.cache_clear()


@pytest.fixture
def site(answer, empty_cache):
    """No page is stored yet, and none is known."""


def answer_at(address: str = "/faq/"):
    page = Client().get(address)
    assert page.status_code == 200
    found = [each for each in BeautifulSoup(page.content, "html.parser").select("details") if "Why rest?" in each.text]
    assert "Rest and quiet, help, sleep, nothing, desk, ours, them or mail." in " ".join(found[0].text.split())
    return found[0]


def linked(address: str = "/faq/") -> set[str]:
    """Where the answer's own links lead."""
    found = {link["href"] for link in answer_at(address).select(".prose a[href]")}
    return {href for href in found if not href.startswith("/faq/") and not href.startswith("#")}


def test_the_link_is_there_while_the_article_is_public_and_gone_when_it_is_taken_down(site):
    assert linked() == OTHERS
    article = make_article(slug="rest")
    assert linked() == OTHERS | {"/articles/rest/#why", "http://localhost:8000/articles/rest/"}
    publishing.withdraw(article, publishing.MACHINE, reason="It was wrong.")
    assert linked() == OTHERS


def test_a_draft_is_never_linked(site):
    make_article(slug="rest", publish=False)
    assert linked() == OTHERS


def test_an_answer_on_the_home_page_and_on_a_hub_obeys_as_well(site):
    make_topic(slug="sleep", title="Sleep")
    article = make_article(slug="rest", topics=(make_topic(slug="other"),))
    for address in ("/", "/topics/sleep/"):
        assert "/articles/rest/#why" in linked(address)
    publishing.withdraw(article, publishing.MACHINE, reason="It was wrong.")
    for address in ("/", "/topics/sleep/"):
        assert linked(address) == OTHERS | {"/topics/sleep/"}


def test_neither_search_nor_structured_data_holds_a_link(site):
    rebuild()
    html = Client().get("/search/?q=why+rest").content.decode()
    assert "Read the answer here" in html and "/articles/rest/" not in html
    page = BeautifulSoup(Client().get("/faq/").content, "html.parser")
    data = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert WORDS in json.dumps(data) and "/articles/" not in json.dumps(data)


def test_a_planned_end_takes_the_link_at_its_moment_and_no_stored_page_outlives_it(site):
    article = make_article(slug="rest")
    planning.plan_expiry(article, timezone.now() + timedelta(hours=2), publishing.MACHINE, reason="It is over.")
    assert "/articles/rest/#why" in linked()
    end = Article.objects.get().expire_at
    marks = Client().get("/faq/").page_marks, Client().get("/").page_marks
    assert all(each.until <= end for each in marks)
    with time_machine.travel(end + timedelta(seconds=1)):
        assert linked() == OTHERS


def test_an_article_that_has_moved_is_found_by_its_former_address_until_that_is_given_up(site):
    article = make_article(slug="rest")
    addresses.move(article, publishing.MACHINE, slug="calm")
    assert "/articles/rest/#why" in linked()
    addresses.set_gone(article.redirects.get(), publishing.MACHINE, gone=True)
    assert linked() == OTHERS


def test_a_change_that_is_not_committed_changes_no_file(site):
    make_topic(slug="sleep")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_article(slug="rest")
        raise ZeroDivisionError
    assert "/articles/rest/#why" not in linked()


def test_another_machine_hears_of_it_and_the_worker_mends_a_damaged_file(site, settings, tmp_path):
    linked()
    own, settings.DATA_DIR = settings.DATA_DIR, tmp_path / "elsewhere"
    token = generations.known.copies
    make_article(slug="rest")
    settings.DATA_DIR = own
    generations.known.reset()
    generations.known.copies = token  # what that machine hears is not what this one knows
    assert "/articles/rest/#why" in linked()
    links.copy_path().write_text("{broken")
    generations.forget(generations.SITE)
    assert "/articles/rest/#why" in linked()  # as this process last knew it
    links._Last.stamp = ()
    assert linked() == OTHERS
    assert copies.look() == 1
    assert "/articles/rest/#why" in linked()


def test_a_failure_to_look_does_not_fail_the_publication(site, monkeypatch, caplog):
    def refuse():
        raise OSError("a secret path")

    monkeypatch.setattr("portal.answer_links.write", refuse)
    assert make_article(slug="rest").is_public
    assert "could not be looked up: OSError" in caplog.text and "secret" not in caplog.text


def test_the_desk_names_what_leads_nowhere(answer):
    dead = ["/admin/", "/articles/rest/", "/nowhere/", "/topics/sleep/"]
    assert answers_that_lead_nowhere() == [("Why rest?", path) for path in dead]
    make_article(slug="rest")
    assert ("Why rest?", "/articles/rest/") not in answers_that_lead_nowhere()
