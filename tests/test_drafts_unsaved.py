"""What an editor has written and not saved: kept apart, offered again, and nobody else's business."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles import autosaving, due
from articles.models import Article, Autosave
from clinic import roles
from clinic.models import User
from tests.conftest import Group, signed_in
from tests.factories import make_article
from tests.test_articles_publishing import ADD, change, form_data

pytestmark = pytest.mark.django_db
WINDOW, OTHER = "a" * 32, "b" * 32


def keep(client, article=None, window=WINDOW, **changes):
    address = f"/admin/articles/article/{article.pk}/autosave/" if article else f"{ADD}autosave/"
    return client.post(address, form_data(article, _window=window, **changes))


def test_unsaved_words_are_kept_apart_from_all_versions_and_readers(editor, reader):
    article = make_article()
    before = reader.get(article.get_absolute_url()).content
    assert keep(editor, article, body="<p>Half a thought</p>").status_code == 200
    assert keep(editor, article, body="<p>A whole thought</p>").status_code == 200
    assert article.revisions.count() == 1
    assert Autosave.objects.get().fields["body"] == ["<p>A whole thought</p>"]
    assert reader.get(article.get_absolute_url()).content == before


def test_after_a_crash_the_page_offers_them_with_their_time_and_takes_them_over(editor):
    article = make_article()
    keep(editor, article, body="<p>Half a thought</p>", title="")
    page = editor.get(change(article)).content.decode()
    assert "You have words here that are not saved" in page and "Half a thought" not in page
    answer = editor.post(change(article), {"_take": "1"})
    assert answer.status_code == 200 and "Half a thought" in answer.content.decode()
    assert Autosave.objects.get().window not in (WINDOW, "")


def test_the_page_that_lost_its_words_to_another_window_writes_over_nothing(editor):
    article = make_article()
    keep(editor, article, body="<p>First</p>")
    editor.post(change(article), {"_take": "1"})
    for window in (WINDOW, OTHER):
        answer = keep(editor, article, window=window, body="<p>Other</p>")
        assert answer.status_code == 409 and "in another window or from earlier" in answer.json()["problem"]
    assert Autosave.objects.get().fields["body"] == ["<p>First</p>"]


def test_saving_forgets_what_this_window_kept_and_nothing_of_another(editor):
    article = make_article(publish=False)
    keep(editor, article)
    editor.post(change(article), form_data(article, title="Other", _window=OTHER))
    assert Autosave.objects.exists()
    editor.post(change(article), form_data(article, title="Mine", base="2", _window=WINDOW))
    assert not Autosave.objects.exists()


def test_discarding_forgets_them(editor):
    article = make_article()
    keep(editor, article)
    assert editor.post(change(article), {"_discard": "1"}).status_code == 302
    assert not Autosave.objects.exists() and article.revisions.count() == 1


def test_a_new_article_is_kept_too_and_saved_as_one(editor):
    keep(editor, body="<p>A beginning</p>")
    assert "not saved" in editor.get(ADD).content.decode()
    answer = editor.post(ADD, {"_take": "1"})
    assert "A beginning" in answer.content.decode()
    window = Autosave.objects.get().window
    editor.post(ADD, form_data(_window=window))
    assert Article.objects.count() == 1 and not Autosave.objects.exists()


def test_words_taken_over_still_know_the_version_they_were_written_on(editor):
    article = make_article(publish=False)
    keep(editor, article, body="<p>Mine</p>")
    editor.post(change(article), form_data(article, body="<p>Newer</p>"))
    page = editor.post(change(article), {"_take": "1"}).content.decode()
    assert 'name="base" value="1"' in page


def test_nobody_is_offered_what_somebody_else_has_written(editor, people):
    article = make_article()
    keep(editor, article, body="<p>Private thought</p>")
    other = User.objects.create_user("second@example.org", None, display_name="Second")
    other.groups.add(Group.objects.get(name=roles.EDITOR))
    second = signed_in(other)
    assert "not saved" not in second.get(change(article)).content.decode()
    assert "Private thought" not in second.post(change(article), {"_take": "1"}, follow=True).content.decode()
    assert keep(second, article).status_code == 200 and Autosave.objects.count() == 2


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_who_may_not_write_keeps_nothing(role, request):
    client = request.getfixturevalue(role)
    assert keep(client, make_article()).status_code == 403
    assert keep(client).status_code == 403
    assert not Autosave.objects.exists()


@pytest.mark.parametrize("window", ["", "x" * 33, "../../x", "\x00", "ä"])
def test_a_page_without_a_proper_name_is_refused(window, editor):
    assert keep(editor, make_article(), window=window).status_code == 422


def test_more_than_the_limit_is_refused_and_what_was_kept_stays(editor):
    article = make_article()
    keep(editor, article, body="<p>Short</p>")
    assert keep(editor, article, body="x" * autosaving.LARGEST).status_code == 413
    assert Autosave.objects.get().fields["body"] == ["<p>Short</p>"]


def test_only_the_fields_of_the_form_are_kept_and_no_nul(editor):
    keep(editor, make_article(), body="a\x00b", csrfmiddlewaretoken="secret", other="1")
    fields = Autosave.objects.get().fields
    assert fields["body"] == ["ab"] and not fields.keys() & {"csrfmiddlewaretoken", "other", "_window"}


def test_a_page_can_ask_whether_it_is_still_signed_in(editor, reader):
    assert editor.get(f"{ADD}autosave/").json()["token"]
    assert reader.get(f"{ADD}autosave/").status_code == 302


def test_they_are_forgotten_after_thirty_days(editor):
    keep(editor)
    assert due.forget_unsaved(timezone.now()) == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert due.forget_unsaved(timezone.now()) == 1


def test_each_form_of_the_page_carries_its_token(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["editor"])
    Autosave.objects.create(person=people["editor"], window=WINDOW, saved_at=timezone.now(), fields={"title": ["Mine"]})
    token = re.search(
        r'class="desk-card desk-form kept".*?value="(\w{64})"', client.get(ADD).content.decode(), re.DOTALL
    )
    assert client.post(ADD, {"_take": "1", "csrfmiddlewaretoken": token[1]}).status_code == 200
    assert client.post(ADD, {"_take": "1"}).status_code == 403


def test_kept_words_are_compared_with_the_draft_before_they_are_taken_over(editor):
    article = make_article(title="Old title")
    keep(editor, article, title="New title", body=article.draft.content["body"])
    where = f"/admin/articles/article/{article.pk}/kept/"
    assert where in editor.get(change(article)).content.decode()
    page = editor.get(where).content.decode()
    assert "<del>" in page and "Old" in page and "<ins>" in page and "New" in page
    keep(editor, article, title="")
    assert "Write a title." in editor.get(where).content.decode()


@pytest.mark.parametrize(("accept", "held"), [("application/json", False), ("text/html", True)])
def test_words_that_stay_in_the_open_page_are_not_held_for_a_page_nobody_opens(accept, held, editor):
    editor.get(ADD)
    data = form_data(_window=WINDOW)
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        answer = editor.post(f"{ADD}autosave/", data, HTTP_ORIGIN="http://testserver", HTTP_ACCEPT=accept)
        assert answer.status_code == 302
        assert bool(editor.session.get("held_words")) == held
