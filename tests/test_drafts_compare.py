"""Two versions side by side, an old one brought back, and the calendar: what each shows, and to whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import planning, publishing
from articles.steps import MACHINE, EditConflict
from tests.factories import make_article, make_content, make_image, make_source

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"


def test_draft_and_live_are_compared_in_all_their_parts(editor, clinician):
    source, image = make_source(title="A new study"), make_image(alt="A new scene")
    article = make_article(title="Old title")
    body = f'<p>Words [@{source.key}].</p><img src="/admin/picture/{image.key}/" alt="A new scene">'
    content = make_content(title="New title", body=body, facts={"risks": "<p>Some risk</p>"}, keywords=("pain",))
    publishing.save_draft(article, content, MACHINE, base=article.draft)
    for client in (editor, clinician):
        page = client.get(f"{DESK}{article.pk}/compare/").content.decode()
        for words in (
            "<del>",
            "Old",
            "<ins>",
            "New",
            "A new study",
            "A new scene",
            "Some risk",
            "pain",
            "[@study",
        ):
            assert words in page, words


@pytest.mark.parametrize("query", ["old=x", "new=99", "old=-1", "old=" + "9" * 30, "new=%00", "old=²"])
def test_a_version_that_does_not_exist_is_not_found(query, editor):
    assert editor.get(f"{DESK}{make_article().pk}/compare/?{query}").status_code == 404


def test_restoring_makes_a_new_draft_exactly_as_it_was_and_changes_no_live_page(editor, reader):
    source = make_source(title="As it was")
    article = make_article(title="First", body=f"<p>Words [@{source.key}].</p>")
    first = article.live
    publishing.save_draft(article, make_content(title="Second"), MACHINE, base=article.draft)
    publishing.publish(article, article.draft, MACHINE)
    type(source).objects.update(title="Changed since")
    before = reader.get(article.get_absolute_url()).content
    where = f"{DESK}{article.pk}/restore/?revision=1"
    assert "Version 1 of" in editor.get(where).content.decode()
    editor.post(where, {"seen": "2"})
    article.refresh_from_db()
    assert article.draft.number == 3 and article.draft.content == first.content and article.draft.digest == first.digest
    assert reader.get(article.get_absolute_url()).content == before


def test_restoring_over_a_newer_draft_than_the_one_seen_is_refused(editor, people):
    article = make_article()
    publishing.save_draft(article, make_content(title="Newer"), MACHINE, base=article.draft)
    page = editor.post(f"{DESK}{article.pk}/restore/?revision=1", {"seen": "1"}).content.decode()
    assert "Somebody saved a newer version meanwhile" in page
    assert article.revisions.count() == 2
    with pytest.raises(EditConflict):
        publishing.restore(article, article.live, people["editor"], base=article.live)


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_only_editors_restore(role, people, request):
    article = make_article()
    client = request.getfixturevalue(role)
    assert client.post(f"{DESK}{article.pk}/restore/?revision=1", {"seen": "1"}).status_code == 403
    with pytest.raises(PermissionDenied):
        publishing.restore(article, article.live, people[role], base=article.draft)


def test_the_calendar_lists_what_goes_live_ends_is_due_and_waits(editor, clinician):
    planned, ends = make_article(title="Planned one", publish=False), make_article(title="Ending one")
    publishing.schedule(planned, planned.draft, timezone.now() + timedelta(days=1), MACHINE)
    planning.plan_expiry(ends, timezone.now() + timedelta(days=2), MACHINE, reason="Over.")
    make_article(title="Due one", evidence_checked_on="2020-01-01", next_review_on="2020-06-01")
    make_article(title="Waiting one", publish=False)
    for client in (editor, clinician):
        page = client.get(f"{DESK}calendar/").content.decode()
        coming, waits = page.split("What waits for somebody")
        assert coming.index("Due one") < coming.index("Planned one") < coming.index("Ending one")
        assert "late" in coming and "goes public" in coming and "ends" in coming
        assert "Waiting one" in waits and "Planned one" not in waits


@pytest.mark.parametrize("role", ["owner", "moderator"])
@pytest.mark.parametrize("page", ["calendar/", "{}/compare/", "{}/history/", "{}/preview/", "{}/share/"])
def test_words_of_drafts_reach_nobody_without_the_permission(page, role, request):
    article = make_article(title="Secret draft", publish=False)
    answer = request.getfixturevalue(role).get(DESK + page.format(article.pk))
    assert answer.status_code == 403 and "Secret draft" not in answer.content.decode()
