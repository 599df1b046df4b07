"""The desk's list of what waits for whom: a page at a time, without reading whole texts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import signoff, signoff_views
from articles.models import SignoffRequest, Waiver
from tests.factories import make_article, make_clinician
from tests.signoff_factories import ask, save, signer_for

pytestmark = pytest.mark.django_db
LIST = "/admin/sign-off/"
LONG = "<p>" + "Some words that take a while to read. " * 100 + "</p>"


@pytest.fixture
def two_a_page(monkeypatch):
    monkeypatch.setattr(signoff_views, "ON_A_PAGE", 2)


def test_many_requests_are_shown_a_page_at_a_time(editor, two_a_page):
    entry = make_clinician()
    for number in range(5):
        ask(make_article(title=f"Page number {number}"), entry)
    first, last = editor.get(LIST).content.decode(), editor.get(f"{LIST}?page=3").content.decode()
    assert "Page number 0" in first and "Page number 2" not in first
    assert "Page 1 of 3" in first and "?page=2" in first
    assert "Page number 4" in last and "?page=2" in last and "?page=4" not in last


@pytest.mark.parametrize("page", ["0", "99", "x", "%00"])
def test_a_page_that_there_is_not_shows_another(editor, two_a_page, page):
    ask(make_article(title="The only one"), make_clinician())
    assert "The only one" in editor.get(f"{LIST}?page={page}").content.decode()


def test_many_waivers_are_shown_a_page_at_a_time(editor, two_a_page):
    article, entry = make_article(), make_clinician()
    for number in range(3):
        words = {"check_name": "claims", "field": "body", "passage": f"Passage {number}", "reason": "Fine"}
        Waiver.objects.create(article=article, clinician=entry, **words)
    page = editor.get(f"{LIST}?waivers=2").content.decode()
    assert "Passage 0" in page and "Passage 2" not in page and "?waivers=1" in page


def test_the_words_that_may_stand_are_shown_though_they_come_late_in_a_long_passage(editor):
    words = {
        "check_name": "claims-efficacy",
        "field": "body",
        "quote": "It works",
        "passage": "Word " * 90 + "It works.",
    }
    Waiver.objects.create(article=make_article(), clinician=make_clinician(), reason="Fine", **words)
    assert "“It works”" in editor.get(LIST).content.decode()


def test_a_long_passage_that_may_stand_is_folded_and_never_cut(editor):
    passage = "Word " * 90 + "and its very end."
    words = {"check_name": "claims", "field": "body", "passage": passage, "reason": "Fine"}
    Waiver.objects.create(article=make_article(), clinician=make_clinician(), **words)
    page = editor.get(LIST).content.decode()
    assert f"“{passage}”" in page and "Show the whole passage" in page and "<details" in page


def test_a_short_passage_stands_open(editor):
    words = {"check_name": "claims", "field": "body", "passage": "Word " * 59 + "end.", "reason": "Fine"}
    Waiver.objects.create(article=make_article(), clinician=make_clinician(), **words)
    page = editor.get(LIST).content.decode()
    assert "Word end.”" in page and "Show the whole passage" not in page


def test_the_passage_of_a_note_is_whole_in_the_list_and_where_somebody_is_asked_again(editor, people):
    signer, article = signer_for(people["clinician"]), make_article()
    passage = "Word " * 90 + "and its very end."
    notes = [signoff.Note("Summary", passage, "Say it shorter.")]
    signoff.return_with_notes(ask(article, signer.clinician), signer, notes=notes)
    for address in (LIST, reverse("articles:send_for_review", args=[article.pk])):
        page = editor.get(address).content.decode()
        assert f"“{passage}”" in page and "Summary: “Word" in page


def test_a_clinician_sees_how_much_waits_in_all_and_the_first_of_it(clinician, people, two_a_page):
    entry = signer_for(people["clinician"]).clinician
    for number in range(4):
        ask(make_article(title=f"Page number {number}", body=LONG), entry)
    page = clinician.get(LIST).content.decode()
    assert "4 pages, about 16 minutes" in page and "And 2 more" in page


def test_the_list_reads_no_texts_to_say_how_long_it_takes(clinician, people):
    entry = signer_for(people["clinician"]).clinician
    ask(make_article(body=LONG), entry)
    with CaptureQueriesContext(connection) as captured:
        assert "about 4 minutes" in clinician.get(LIST).content.decode()
    assert not [one["sql"] for one in captured.captured_queries if '"content"' in one["sql"]]


def test_a_request_from_before_the_minutes_were_kept_is_counted_when_it_is_shown(clinician, people):
    entry = signer_for(people["clinician"]).clinician
    ask(make_article(body=LONG), entry)
    SignoffRequest.objects.update(minutes=None)
    assert "about 4 minutes" in clinician.get(LIST).content.decode()


def test_a_signature_makes_it_shorter_for_the_other_clinician_who_was_asked(people):
    article = make_article(body=LONG)
    first, entry = article.draft, signer_for(people["clinician"]).clinician
    asked = ask(article, entry, first)
    later = ask(article, make_clinician(), save(article, body=LONG + "<p>And one line.</p>"))
    assert SignoffRequest.objects.get(pk=later.pk).minutes == 4
    signoff.sign(asked, signer_for(people["clinician"]))
    assert SignoffRequest.objects.get(pk=later.pk).minutes == 1
