"""A planned publication that came to nothing is a task for the editors until somebody has decided about it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import planning, publishing
from articles.content import Content
from articles.models import Article
from articles.steps import MACHINE
from tests.factories import make_article
from tests.signoff_factories import save

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"


@pytest.fixture
def stopped() -> Article:
    """An article whose planned version the checks would not let pass when its time had come."""
    article, now = make_article(publish=False, title="Planned words"), timezone.now()
    publishing.schedule(article, article.draft, now + timedelta(hours=1), MACHINE)
    content = Content.from_json(article.draft.content).to_json() | {"body": "<p>Ketamine cures depression.</p>"}
    type(article.draft).objects.filter(pk=article.draft_id).update(content=content)
    assert planning.do_due(now + timedelta(hours=2)) == 0
    article.refresh_from_db()
    return article


def plans(client) -> list[str]:
    found = [task for task in client.get("/admin/").context["tasks"] if task.name == "plans"]
    return [link.text for task in found for link in task.links]


def test_a_stopped_plan_stands_on_the_desk_in_the_list_and_on_its_page_with_the_reason(editor, stopped):
    assert plans(editor) == ["Planned words: did not go public, because of findings"]
    assert "plan stopped" in editor.get(DESK).content.decode()
    for page in ("change", "schedule"):
        assert "promises a cure" in editor.get(f"{DESK}{stopped.pk}/{page}/").content.decode()


@pytest.mark.parametrize("role", ["owner", "moderator", "clinician"])
def test_it_is_no_task_for_those_who_do_not_publish(role, stopped, request):
    assert plans(request.getfixturevalue(role)) == []


def test_it_goes_when_the_plan_is_given_up(editor, stopped):
    editor.post(f"{DESK}{stopped.pk}/schedule/", {"_cancel": "1"})
    assert plans(editor) == []


def test_it_goes_when_the_article_is_planned_again_or_published(editor, stopped):
    mended = save(stopped, body="<p>Words.</p>")
    publishing.schedule(stopped, mended, timezone.now() + timedelta(hours=1), MACHINE)
    assert plans(editor) == []
    Article.objects.filter(pk=stopped.pk).update(stopped_at=timezone.now(), stopped_why="Words.")
    publishing.publish(stopped, mended, MACHINE)
    assert plans(editor) == []


def test_a_plan_that_was_given_up_after_five_errors_is_a_task_too(editor):
    article = make_article(publish=False, title="Broken")
    publishing.schedule(article, article.draft, timezone.now() + timedelta(hours=1), MACHINE)
    Article.objects.filter(pk=article.pk).update(parked_at=timezone.now(), last_error="OSError")
    assert plans(editor) == ["Broken: could not go public, five tries failed"]
