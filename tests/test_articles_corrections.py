"""Correct now: at once, publicly said, and the clinician is asked about the difference alone."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from articles import corrections, publishing
from articles.models import Correction, SignoffRequest
from articles.steps import WrongState
from clinic.models import Clinician, Record
from tests.factories import make_article
from tests.signoff_factories import publish, save, signed_article

pytestmark = pytest.mark.django_db

NOTE = "The page said six. Five is right."


@pytest.fixture
def article(people):
    return signed_article(people["clinician"], body="<p>About six people were seen.</p>")


def correct(article, by, **changes):
    return corrections.correct_now(article, save(article, **changes), by, note=NOTE)


def test_the_page_changes_at_once_and_says_what_was_wrong(article, people, reader):
    correct(article, people["editor"], body="<p>About five people were seen.</p>")
    page = reader.get(article.get_absolute_url()).content.decode()
    assert "About five people" in page and NOTE in page and "changed since" in page
    listed = reader.get("/about/corrections/").content.decode()
    assert NOTE in listed and article.get_absolute_url() in listed
    assert Record.objects.get(action="correct article").actor == people["editor"]


def test_the_clinician_who_signed_gets_the_difference(article, people, clinician):
    correct(article, people["editor"], body="<p>About five people were seen.</p>")
    asked = SignoffRequest.objects.get(state="open")
    assert asked.clinician.user == people["clinician"] and NOTE in asked.note
    page = clinician.get(f"/admin/sign-off/{asked.pk}/").content.decode()
    assert len(re.findall("<del>", page)) == 1 and len(re.findall("<ins>", page)) == 1


def test_a_clinician_who_left_is_not_asked_and_the_correction_stands(article, people):
    Clinician.objects.update(is_active=False)
    correct(article, people["editor"], body="<p>About five people were seen.</p>")
    assert not SignoffRequest.objects.filter(state="open").exists()
    assert Record.objects.filter(action="could not ask about correction").exists()


def test_going_back_to_signed_words_asks_nobody(article, people, reader):
    publish(article, body="<p>About sixty people were seen.</p>")
    correct(article, people["editor"], body="<p>About six people were seen.</p>")
    assert not SignoffRequest.objects.filter(state="open").exists()
    assert "Reviewed by" in reader.get(article.get_absolute_url()).content.decode()


def test_old_findings_do_not_stop_a_correction_and_new_ones_do(article, people, monkeypatch):
    """Rules that came after publication must not keep a wrong number on the page."""
    claim = "<p>Ketamine cures depression.</p>"
    monkeypatch.setattr("articles.publishing.problems_of", lambda *args: [])
    publish(article, body=f"<p>About six people were seen.</p>{claim}")
    monkeypatch.undo()
    assert correct(article, people["editor"], body=f"<p>About five people were seen.</p>{claim}")
    with pytest.raises(publishing.NotReady, match="no side effects"):
        correct(article, people["editor"], body=f"<p>About five. It has no side effects.</p>{claim}")


@pytest.mark.parametrize("role", ["clinician", "moderator", "owner"])
def test_only_editors_correct(article, people, role):
    with pytest.raises(PermissionDenied):
        correct(article, people[role], body="<p>Other.</p>")


def test_a_correction_needs_words_a_public_page_and_a_difference(article, people):
    with pytest.raises(WrongState, match="what was wrong"):
        corrections.correct_now(article, save(article, title="New"), people["editor"], note=" ")
    with pytest.raises(WrongState, match="says the same"):
        corrections.correct_now(article, article.live, people["editor"], note=NOTE)
    with pytest.raises(WrongState, match="not public"):
        corrections.correct_now(hidden := make_article(publish=False), hidden.draft, people["editor"], note=NOTE)
    assert not Correction.objects.exists()


def test_the_desk_shows_the_difference_and_corrects(article, editor):
    where = f"/admin/articles/article/{article.pk}/correct/"
    assert "Mend the mistake in the draft" in editor.get(where).content.decode()
    save(article, body="<p>About five people were seen.</p>")
    assert "<del>" in editor.get(where).content.decode()
    assert "Say what was wrong" in editor.post(where, {"note": ""}).content.decode()
    answer = editor.post(where, {"note": NOTE}, follow=True)
    assert answer.redirect_chain == [(f"/admin/articles/article/{article.pk}/change/", 302)]
    assert "Readers see the corrected page and your note now" in answer.content.decode()
    assert f'href="{article.get_absolute_url()}"' in answer.content.decode()


def test_a_correction_of_a_page_that_was_taken_down_is_listed_no_more(article, people, reader):
    correct(article, people["editor"], title="New title")
    publishing.withdraw(article, people["moderator"], reason="It was wrong.")
    page = reader.get("/about/corrections/").content.decode()
    assert NOTE not in page and "No correction is listed yet" in page


def test_the_list_has_its_title_and_the_help_numbers_and_no_cookie(reader):
    answer = reader.get("/about/corrections/")
    page = answer.content.decode()
    assert "<h1>Corrections</h1>" in page and 'href="tel:988"' in page and 'href="tel:911"' in page
    assert not answer.cookies
    assert re.findall(r"<script(?![^>]*( src=|application/ld\+json))| style=|<style| on\w+=", page) == []
