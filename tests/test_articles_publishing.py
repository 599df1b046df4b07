"""An editor's work through the desk: draft, publish, change, conflict, withdraw, plan."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from articles import addresses, due, publishing
from articles.content import Content
from articles.models import Article, Revision
from tests.factories import make_article, make_content, make_topic

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"


def form_data(article=None, **changes):
    """What a browser would post from the editor's page."""
    values = {
        "title": "A new page",
        "slug": "",
        "kind": "guide",
        "summary": "What it is about.",
        "body": "<h2>Heading</h2><p>Words.</p>",
        "evidence_checked_on": "2026-11-22",
        "next_review_on": "2027-05-22",
        "base": str(article.draft.number) if article else "",
    }
    if article:
        values |= {"slug": article.slug, "topic": article.draft.content["topics"][0]}
    return values | changes


def change(article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def test_an_editor_writes_and_publishes_an_article(editor, reader):
    topic = make_topic()
    answer = editor.post(ADD, form_data(topic=topic.pk, _publish="1"), follow=True)
    assert answer.status_code == 200
    page = reader.get("/articles/a-new-page/").content.decode()
    assert "Words." in page
    for path in ("/", "/articles/", topic.get_absolute_url()):
        assert "A new page" in reader.get(path).content.decode()


def test_saving_a_change_leaves_the_public_page_as_it_is_until_published(editor, reader):
    article = make_article()
    before = reader.get(article.get_absolute_url()).content
    editor.post(change(article), form_data(article, body="<p>Changed words.</p>", _save="1"))
    assert reader.get(article.get_absolute_url()).content == before
    article.refresh_from_db()
    editor.post(change(article), form_data(article, body="<p>Changed words.</p>", _publish="1"))
    assert "Changed words." in reader.get(article.get_absolute_url()).content.decode()


def test_saving_the_same_words_makes_no_new_version(editor):
    article = make_article(publish=False)
    data = form_data(article, body="<p>Words.</p>")
    editor.post(change(article), data)
    article.refresh_from_db()
    count = article.revisions.count()
    editor.post(change(article), data | {"base": str(article.draft.number)})
    assert article.revisions.count() == count


def test_the_main_topic_stays_the_first_one(editor):
    first, second = make_topic(title="Z first"), make_topic(title="A second")
    editor.post(ADD, form_data(topic=second.pk, topics=[first.pk], _publish="1"))
    article = Article.objects.get()
    assert article.live.content["topics"] == [second.pk, first.pk]
    editor.post(change(article), form_data(article, topics=[first.pk], body="<p>More.</p>", _publish="1"))
    article.refresh_from_db()
    assert article.live.content["topics"] == [second.pk, first.pk]


def test_an_incomplete_draft_saves_and_says_what_is_missing(editor):
    answer = editor.post(ADD, {"title": "Only a title", "kind": "treatment", "_publish": "1"}, follow=True)
    page = answer.content.decode()
    assert "Write a summary" in page and "Risks and side effects" in page
    assert Article.objects.get().status == Article.Status.DRAFT


def test_a_source_mark_in_the_summary_is_reported_and_not_shown(editor):
    article = make_article(publish=False, summary="It helps [@study1].")
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "here the mark would be shown as it is written" in page


def test_a_save_on_top_of_a_newer_version_is_refused_with_both_texts(editor, people):
    article = make_article(publish=False)
    stale = form_data(article, body="<p>My words.</p>")
    content = make_content(title="Their title", body="<p>Their words.</p>")
    publishing.save_draft(article, content, people["editor"], base=article.draft)
    answer = editor.post(change(article), stale)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "My words." in page and "Their words." in page
    article.refresh_from_db()
    assert "Their words." in article.draft.content["body"]


def test_two_drafts_from_the_same_start_cannot_both_be_the_newest(people):
    article = make_article(publish=False)
    start = article.draft
    publishing.save_draft(article, make_content(title="Mine"), people["editor"], base=start)
    with pytest.raises(publishing.EditConflict) as conflict:
        publishing.save_draft(article, make_content(title="Yours"), people["editor"], base=start)
    assert conflict.value.newest.content["title"] == "Mine"
    assert article.revisions.count() == 2


def test_after_reading_theirs_the_second_editor_may_save_on_top(editor, people):
    article = make_article(publish=False)
    stale = form_data(article, body="<p>My words.</p>")
    publishing.save_draft(article, make_content(), people["editor"], base=article.draft)
    article.refresh_from_db()
    editor.post(change(article), stale | {"_over": str(article.draft.number)})
    article.refresh_from_db()
    assert "My words." in article.draft.content["body"]


def test_an_address_that_is_taken_is_refused_with_the_text_kept(editor):
    make_article(slug="taken")
    answer = editor.post(ADD, form_data(slug="taken"))
    assert answer.status_code == 422
    assert "already has this address" in answer.content.decode()
    assert "What it is about." in answer.content.decode()


def test_a_text_over_the_limit_is_refused_with_the_text_kept(editor):
    answer = editor.post(ADD, form_data(body="<p>" + "long " * 14_000 + "</p>"))
    assert answer.status_code == 422
    assert "too long" in answer.content.decode()


def test_scripts_in_the_body_are_never_stored(editor):
    editor.post(ADD, form_data(body='<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x">y</a></p>'))
    stored = Revision.objects.get().content["body"]
    assert stored == "<p>Hi<a>y</a></p>"


def test_a_revision_is_never_changed():
    revision = make_article().live
    revision.note = "other"
    with pytest.raises(ValueError, match="never changed"):
        revision.save()


VERBS = {
    "save a draft": lambda article, by: publishing.save_draft(article, make_content(), by, base=article.draft),
    "create": lambda article, by: publishing.create_article(make_content(), by, slug="another"),
    "publish": lambda article, by: publishing.publish(article, article.draft, by),
    "schedule": lambda article, by: publishing.schedule(article, article.draft, timezone.now() + timedelta(1), by),
    "cancel": lambda article, by: publishing.cancel_schedule(article, by),
    "unpublish": lambda article, by: publishing.unpublish(article, by, reason="Its time is over."),
    "place": lambda article, by: publishing.place(article, by, comments_open=False),
    "move": lambda article, by: addresses.move(article, by, slug="elsewhere"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_the_workflow_itself_refuses_those_without_the_permission(verb, people):
    """The desk asks too; jobs and commands only have this."""
    article = make_article(publish=False)
    for by in (None, people["moderator"], people["clinician"], people["owner"]):
        with pytest.raises(PermissionDenied):
            VERBS[verb](article, by)


@pytest.mark.parametrize("role", ["moderator", "clinician", "owner"])
def test_other_roles_cannot_save_an_article(role, request):
    article = make_article()
    client = request.getfixturevalue(role)
    assert client.post(ADD, form_data()).status_code == 403
    assert client.post(change(article), form_data(article, title="Hacked")).status_code in (302, 403)
    article.refresh_from_db()
    assert article.draft_id == article.live_id


@pytest.mark.parametrize("role", ["moderator", "clinician", "editor", "owner"])
def test_every_staff_role_can_take_an_article_down_with_a_reason(role, request, reader):
    article = make_article()
    client = request.getfixturevalue(role)
    address = reverse("admin:articles_article_withdraw", args=[article.pk])
    assert client.post(address, {"reason": ""}).status_code == 200
    assert reader.get(article.get_absolute_url()).status_code == 200
    client.post(address, {"reason": "It is wrong."})
    assert reader.get(article.get_absolute_url()).status_code == 410


def test_preview_shows_the_draft_to_those_with_the_permission_only(editor, clinician, moderator, owner, reader):
    article = make_article(publish=False, title="Secret draft")
    address = reverse("admin:articles_article_preview", args=[article.pk])
    for client in (editor, clinician):
        answer = client.get(address)
        assert "Secret draft" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    assert moderator.get(address).status_code == 403
    assert owner.get(address).status_code == 403
    assert reader.get(address).status_code == 302


def test_a_planned_article_goes_public_at_its_moment_once_and_never_early():
    article = make_article(publish=False)
    moment = timezone.now() + timedelta(hours=2)
    publishing.schedule(article, article.draft, moment, publishing.MACHINE)
    assert due.do_planned(timezone.now()) == 0
    with time_machine.travel(moment + timedelta(minutes=1)):
        assert due.do_planned(timezone.now()) == 1
        assert due.do_planned(timezone.now()) == 0
    article.refresh_from_db()
    assert article.status == Article.Status.PUBLISHED


def test_the_content_document_survives_json():
    content = Content.from_json(make_article().live.content)
    assert Content.from_json(content.to_json()) == content
    assert content.clinical_digest() == Content.from_json(content.to_json()).clinical_digest()
