"""Editors and owners are told for seven days that a colleague took a page down: which, who, when and why."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import publishing
from clinic.models import User
from portal.todo import taken_down
from tests.factories import make_article
from tests.test_database_plans import plan_of

pytestmark = pytest.mark.django_db
REASON = "The dose in the table is ten times too high."


def task_of(client):
    tasks = client.get("/admin/").context["tasks"]
    return next((task for task in tasks if task.name == "taken-down"), None)


@pytest.fixture
def gone(people):
    article = make_article(title="Ketamine & sleep")
    return publishing.withdraw(article, people["moderator"], reason=REASON)


def test_the_editor_reads_which_page_who_when_and_why_and_comes_to_the_page(editor, people, gone):
    page = editor.get("/admin/").content.decode()
    assert f'<a href="/admin/articles/article/{gone.pk}/change/">Ketamine &amp; sleep: taken down by ' in page
    assert people["moderator"].display_name in task_of(editor).links[0].text
    assert str(timezone.localdate().year) in task_of(editor).links[0].text
    assert f"“{REASON}”" in page


def test_the_owner_is_led_to_what_readers_are_told(owner, gone):
    address = task_of(owner).links[0].address
    assert REASON in owner.get(address).content.decode() and address == gone.get_absolute_url()


@pytest.mark.parametrize("role", ["editor", "owner"])
def test_the_heading_leads_to_all_that_is_down(role, request, gone):
    client = request.getfixturevalue(role)
    make_article(title="A public one")
    listed = client.get(task_of(client).address).content.decode()
    assert "Ketamine &amp; sleep" in listed and "A public one" not in listed


@pytest.mark.parametrize("role", ["clinician", "moderator"])
def test_nothing_is_said_to_those_who_neither_edit_nor_read_the_record(role, request, people):
    publishing.withdraw(make_article(), people["editor"], reason=REASON)
    assert task_of(request.getfixturevalue(role)) is None


def test_nobody_is_told_of_what_they_did_themselves(editor, people):
    publishing.withdraw(make_article(), people["editor"], reason=REASON)
    assert task_of(editor) is None


@pytest.mark.parametrize(("days", "said"), [(6, True), (8, False)])
def test_it_is_said_for_seven_days(editor, people, days, said):
    with time_machine.travel(timezone.now() - timedelta(days=days)):
        publishing.withdraw(make_article(), people["moderator"], reason=REASON)
    assert (task_of(editor) is not None) is said


def test_it_is_said_no_longer_once_the_page_is_public_again_or_ended_in_good_order(editor, people, gone):
    publishing.publish(gone, gone.live, people["editor"])
    assert task_of(editor) is None
    publishing.unpublish(gone, people["editor"], reason="Over.")
    assert task_of(editor) is None


def test_a_page_that_went_down_twice_is_named_once_with_the_last_reason(editor, people, gone):
    publishing.publish(gone, gone.live, people["editor"])
    publishing.withdraw(gone, people["clinician"], reason="Still wrong.")
    assert [link.note for link in task_of(editor).links] == ["Still wrong."]


def test_unpublishing_by_a_colleague_is_no_such_task(editor, people):
    publishing.unpublish(make_article(), publishing.MACHINE, reason="Over.")
    assert task_of(editor) is None


def test_a_colleague_whose_account_is_gone_has_no_name(editor, gone):
    User.objects.get(pk=gone_by(gone)).delete()
    assert "by somebody whose account is gone" in task_of(editor).links[0].text


def gone_by(article) -> int:
    return taken_down.Record.objects.get(action="withdraw article", object_id=str(article.pk)).actor_id


def test_five_are_named_and_many_cost_as_much_as_one(editor, people, gone, django_assert_max_num_queries):
    editor.get("/admin/")
    with django_assert_max_num_queries(15) as few:
        editor.get("/admin/")
    for _ in range(taken_down.SHOWN):
        publishing.withdraw(make_article(), people["moderator"], reason=REASON)
    with django_assert_max_num_queries(len(few)):
        task = task_of(editor)
    assert len(task.links) == 5 and "there are more" in task.detail


@pytest.mark.sqlite
def test_the_lines_are_found_by_their_index(people):
    plan = plan_of(taken_down.lines_of_others(people["editor"], timezone.now())[:6])
    assert "clinic_record_of_action" in plan and "SCAN articles_article" not in plan, plan
