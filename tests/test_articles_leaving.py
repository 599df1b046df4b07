"""Two ways out of the public: unpublishing in good order, and taking down at once. Each says which one it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import planning, publishing
from clinic.models import Record
from search.models import Entry
from tests.factories import make_article, make_content

pytestmark = pytest.mark.django_db
DESK = "/admin/articles/article/"
REASON = "The trial has ended."


def page(client, path: str) -> str:
    return client.get(path).content.decode()


def with_plans(article, people):
    """A later version that goes public tomorrow, and an end the day after."""
    publishing.save_draft(article, make_content(title="Later words"), people["editor"], base=article.draft)
    publishing.schedule(article, article.draft, timezone.now() + timedelta(days=1), people["editor"])
    return planning.plan_expiry(article, timezone.now() + timedelta(days=2), people["editor"], reason="Over.")


def test_an_unpublished_page_says_why_and_where_to_go_instead_and_is_in_no_list(editor, reader):
    article, other = make_article(title="The old page"), make_article(title="The new page")
    form = {"reason": REASON, "replacement": other.get_absolute_url()}
    answer = editor.post(f"{DESK}{article.pk}/unpublish/", form)
    assert answer.headers["Location"] == f"{DESK}{article.pk}/change/"
    gone = reader.get(article.get_absolute_url())
    assert gone.status_code == 410
    for words in (REASON, "The new page", "This article is no longer here"):
        assert words in gone.content.decode()
    assert "The old page" not in page(reader, "/articles/")
    assert not Entry.objects.filter(ref=f"article:{article.pk}").exists()


def test_the_record_and_the_history_tell_unpublished_from_taken_down(editor, moderator, people):
    ended, wrong = make_article(), make_article()
    editor.post(f"{DESK}{ended.pk}/unpublish/", {"reason": REASON})
    moderator.post(f"{DESK}{wrong.pk}/withdraw/", {"reason": "A number is wrong."})
    assert Record.objects.get(object_id=str(ended.pk), action="unpublish article").actor == people["editor"]
    assert Record.objects.get(object_id=str(wrong.pk), action="withdraw article").actor == people["moderator"]
    assert "Unpublished" in page(editor, f"{DESK}{ended.pk}/history/")
    assert "Unpublished" not in page(editor, f"{DESK}{wrong.pk}/history/")


def test_unpublishing_keeps_the_plan_for_a_later_version_and_taking_down_gives_it_up(editor, people):
    ended, wrong = with_plans(make_article(), people), with_plans(make_article(), people)
    assert "version 2 still goes public by itself." in page(editor, f"{DESK}{ended.pk}/unpublish/")
    editor.post(f"{DESK}{ended.pk}/unpublish/", {"reason": REASON})
    editor.post(f"{DESK}{wrong.pk}/withdraw/", {"reason": REASON})
    ended.refresh_from_db()
    wrong.refresh_from_db()
    assert (ended.scheduled, ended.expire_at) == (ended.draft, None) and ended.publish_at is not None
    assert (wrong.scheduled, wrong.expire_at, wrong.publish_at) == (None, None, None)


def test_without_a_plan_what_a_planned_step_has_met_is_settled_by_unpublishing(people):
    article = make_article()
    now = timezone.now()
    type(article).objects.filter(pk=article.pk).update(parked_at=now, stopped_at=now, stopped_why="Findings")
    article = publishing.unpublish(article, people["editor"], reason=REASON)
    assert (article.parked_at, article.stopped_at, article.stopped_why) == (None, None, "")


def test_without_a_reason_nothing_is_unpublished_and_the_form_says_what_to_do(editor, reader, people):
    article = make_article()
    answer = editor.post(f"{DESK}{article.pk}/unpublish/", {"reason": " "})
    assert "in words that readers may see" in answer.content.decode()
    with pytest.raises(publishing.WrongState):
        publishing.unpublish(article, people["editor"], reason=" ")
    assert reader.get(article.get_absolute_url()).status_code == 200


def test_each_page_says_what_it_is_for_and_leads_to_the_other(editor):
    article = make_article()
    unpublish, take_down = (f"{DESK}{article.pk}/{name}/" for name in ("unpublish", "withdraw"))
    assert f'href="{take_down}"' in page(editor, unpublish) and f'href="{unpublish}"' in page(editor, take_down)
    tools = page(editor, f"{DESK}{article.pk}/change/")
    assert f'href="{take_down}"' in tools and f'href="{unpublish}"' in tools


@pytest.mark.parametrize("role", ["owner", "clinician", "moderator"])
def test_who_may_not_publish_is_offered_taking_down_alone(role, request):
    client, article = request.getfixturevalue(role), make_article()
    assert "/unpublish/" not in page(client, f"{DESK}{article.pk}/withdraw/")
    assert client.post(f"{DESK}{article.pk}/unpublish/", {"reason": REASON}).status_code == 403
    article.refresh_from_db()
    assert article.is_public


def test_what_is_not_public_offers_no_unpublishing_and_stays_as_it_is(editor):
    article = make_article(publish=False)
    where = f"{DESK}{article.pk}/unpublish/"
    assert where not in page(editor, f"{DESK}{article.pk}/change/")
    assert "The article is not public." in page(editor, where)
    answer = editor.post(where, {"reason": REASON}, follow=True)
    assert "The article is not public." in answer.content.decode()
    article.refresh_from_db()
    assert article.status == "draft"
