"""Checks wired into the desk: what blocks is said with its place, waivers hold until their passage changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import due, publishing, upkeep
from articles.checking import check_article
from articles.content import Content
from articles.models import Article, LiveCheck, Waiver
from articles.steps import WrongState
from articles.waivers import waive
from tests.factories import make_article
from tests.signoff_factories import publish, save, signed_article, signer_for

pytestmark = pytest.mark.django_db

CLAIM = "<p>Ketamine cures depression.</p>"


def only_finding(article):
    article.refresh_from_db()
    return next(one for one in check_article(article, Content.from_json(article.draft.content)) if one.stops)


def test_a_blocking_finding_stops_publishing_with_its_words_reason_and_fix(editor):
    article = make_article(publish=False, body=CLAIM)
    with pytest.raises(publishing.NotReady) as stopped:
        publishing.publish(article, article.draft, publishing.MACHINE)
    (problem,) = stopped.value.problems
    assert problem.field == "body" and "“cures" in problem.message and len(problem.message) > 60
    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "1 to mend before publishing" in page and 'href="#field-body"' in page


def test_it_stops_planning_too_and_advice_stops_nothing():
    article = make_article(publish=False, body=CLAIM)
    with pytest.raises(publishing.NotReady):
        publishing.schedule(article, article.draft, timezone.now() + timedelta(days=1), publishing.MACHINE)
    publish(article, body=f"<p>{'This is a very long sentence of many words ' * 12}.</p>")
    assert article.is_public


def test_a_waiver_lets_the_words_be_published_and_is_kept_with_its_reason(people):
    article = make_article(publish=False, body=CLAIM)
    waive(article, only_finding(article), signer_for(people["clinician"]), reason="Quoted from a poster.")
    publishing.publish(article, article.draft, publishing.MACHINE)
    assert Waiver.objects.get().reason == "Quoted from a poster."


def test_a_waiver_outlives_changes_elsewhere_and_ends_with_its_passage(people):
    article = make_article(publish=False, body=CLAIM)
    waive(article, only_finding(article), signer_for(people["clinician"]), reason="Quoted.")
    publish(article, body=f"<p>New first words.</p>{CLAIM}", title="Other title")
    assert Waiver.objects.get().ended_at is None
    with pytest.raises(publishing.NotReady):
        publish(article, body="<p>Ketamine cures depression, we say.</p>")
    publish(article, body="<p>Calm words.</p>")
    assert Waiver.objects.get().ended_at is not None
    with pytest.raises(publishing.NotReady):
        publish(article, body=CLAIM)  # the same words again need a new decision


def test_a_waiver_is_for_one_article_and_one_check(people):
    article, other = make_article(publish=False, body=CLAIM), make_article(publish=False, body=CLAIM)
    waive(article, only_finding(article), signer_for(people["clinician"]), reason="Quoted.")
    with pytest.raises(publishing.NotReady):
        publishing.publish(other, other.draft, publishing.MACHINE)


def test_a_waiver_needs_a_reason_a_clinician_and_a_finding_that_may_be_waived(people):
    article = make_article(publish=False, body=CLAIM)
    signer = signer_for(people["clinician"])
    with pytest.raises(WrongState, match="Say why"):
        waive(article, only_finding(article), signer, reason=" ")
    type(signer.clinician).objects.update(is_active=False)
    with pytest.raises(Exception, match="register"):
        waive(article, only_finding(article), signer, reason="Quoted.")
    type(signer.clinician).objects.update(is_active=True)
    save(article, kind="treatment", body="<p>Calm words.</p>")
    with pytest.raises(WrongState, match="has to be mended"):
        waive(article, only_finding(article), signer, reason="It is fine.")


def form(**changes) -> dict:
    return {"title": "Getting ready", "kind": "guide", "body": CLAIM, "summary": "Words."} | changes


def test_unsaved_words_are_checked_and_nothing_is_stored(editor):
    article = make_article()
    answer = editor.post(f"/admin/articles/article/{article.pk}/findings/", form()).json()
    assert answer["blocking"] == 1 and "cures" in answer["html"] and "data-quote" in answer["html"]
    assert article.revisions.count() == 1
    assert editor.post("/admin/articles/findings/", form(body="<p>Calm words.</p>")).json()["blocking"] == 0


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"kind": "nonsense"}, {"key_points": "x" * 400}, {"evidence_checked_on": "soon"}]
)
def test_a_form_that_cannot_be_read_yet_is_checked_as_far_as_it_can(editor, changes):
    answer = editor.post("/admin/articles/findings/", form(**changes))
    assert answer.status_code == 200 and answer.json()["blocking"] >= 1


def test_a_text_over_the_limit_is_told_and_scripts_are_not_echoed(editor):
    long = editor.post("/admin/articles/findings/", form(body="<p>" + "long " * 14_000 + "</p>"))
    assert long.status_code in (200, 422)
    html = editor.post("/admin/articles/findings/", form(summary="<script>x</script> cures depression")).json()["html"]
    assert "<script" not in html


def test_the_nightly_run_makes_tasks_and_unpublishes_nothing(people, editor, reader, monkeypatch):
    monkeypatch.setattr("articles.publishing.problems_of", lambda *args: [])
    article = signed_article(people["clinician"], title="Old words", body=CLAIM)
    monkeypatch.undo()
    assert upkeep.check_live(timezone.now()) == 1
    assert upkeep.check_live(timezone.now()) == 0
    assert "Old words: 1 finding" in editor.get("/admin/").content.decode()
    page = reader.get(article.get_absolute_url()).content.decode()
    assert "Reviewed by" in page and "cures depression" in page
    assert upkeep.check_live(timezone.now() + timedelta(days=1)) == 1


def test_a_mended_page_is_checked_again_at_once_and_its_task_goes(editor, monkeypatch):
    monkeypatch.setattr("articles.publishing.problems_of", lambda *args: [])
    article = make_article(title="Old words", body=CLAIM)
    monkeypatch.undo()
    upkeep.check_live(timezone.now())
    publish(article, body="<p>Calm words.</p>")
    assert "Old words: 1 finding" not in editor.get("/admin/").content.decode()
    assert upkeep.check_live(timezone.now()) == 1
    assert LiveCheck.objects.get().blocking == 0


def test_one_page_that_cannot_be_read_keeps_no_other_from_its_check():
    broken, whole = make_article(), make_article()
    type(broken.live).objects.filter(pk=broken.live_id).update(content=broken.live.content | {"schema": 99})
    with pytest.raises(Exception, match="schema"):
        upkeep.check_live(timezone.now())
    assert [row.article for row in LiveCheck.objects.all()] == [whole]


def test_the_sweeps_are_registered():
    assert {"articles.check what is live", "articles.ask clinicians", "articles.remind of reviews"} <= set(
        due.sweep.__globals__["SWEEPS"]
    )
    assert Article.objects.count() == 0
