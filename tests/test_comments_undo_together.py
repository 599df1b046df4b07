"""What was called spam together is taken back together, for ten seconds."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from clinic.models import Record
from comments import bulk, moderation
from comments.models import Comment, Decision, Status
from tests.comment_factories import make_comment
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"
UNDO = f"{LIST}undo/"


def choose(client, comments):
    form = {"action": "mark_selected_as_spam", "_selected_action": [one.pk for one in comments], "index": 0}
    return client.post(LIST, form)


def form_on(page) -> dict:
    """The form that takes a step back, as a browser without a script sends it."""
    form = re.search(r'<form class="moderation__undo" method="post" action="([^"]*)".*?</form>', page, re.DOTALL)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return {"action": form[1], "fields": fields, "html": form[0]}


def text_of(client, address) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def spam(moderator):
    """Three comments that were called spam together."""
    article = make_article()
    comments = [make_comment(article=article) for _ in range(3)]
    choose(moderator, comments)
    return comments


@pytest.mark.parametrize("place", [LIST, f"{LIST}queue/"])
def test_all_of_them_wait_again_in_their_old_places(moderator, spam, place):
    waiting_since = [one.waiting_since for one in spam]
    form = form_on(moderator.get(place, follow=True).content.decode())
    assert "3 comments decided: spam" in form["html"] and 'data-key="u"' in form["html"]
    answer = moderator.post(form["action"], form["fields"], follow=True)
    assert answer.redirect_chain == [(LIST, 302)] and "3 comments wait again." in answer.content.decode()
    again = Comment.objects.filter(status=Status.PENDING, decided_at=None, decided_by=None).order_by("pk")
    assert [one.waiting_since for one in again] == waiting_since


def test_the_trail_and_the_record_have_one_line_for_each(moderator, people, spam):
    form = form_on(text_of(moderator, LIST))
    moderator.post(form["action"], form["fields"])
    assert Record.objects.filter(action="undo decision", actor=people["moderator"]).count() == 3
    for comment in spam:
        assert list(comment.decisions.values_list("to_status", flat=True)) == [Status.SPAM, Status.PENDING]
    assert "moderation__undo" not in text_of(moderator, LIST)


def test_from_the_list_of_one_queue_it_leads_back_to_it(moderator, spam):
    form = form_on(text_of(moderator, f"{LIST}?queue=normal"))
    assert moderator.post(form["action"], form["fields"])["Location"] == f"{LIST}?queue=normal"


def test_after_ten_seconds_nothing_is_offered_and_nothing_changes(moderator):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        choose(moderator, [make_comment(), make_comment()])
        form = form_on(text_of(moderator, LIST))
        clock.shift(timedelta(seconds=11))
        assert "moderation__undo" not in text_of(moderator, LIST)
        answer = moderator.post(form["action"], form["fields"], follow=True)
    assert "the ten seconds are over" in answer.content.decode()
    assert Comment.objects.filter(status=Status.SPAM).count() == 2


def test_what_was_decided_anew_since_stays(moderator, people, spam):
    form = form_on(text_of(moderator, LIST))
    spam[0].refresh_from_db()
    moderation.undo(spam[0], people["moderator"])
    moderation.approve(spam[0], people["moderator"])
    moderator.post(form["action"], form["fields"])
    states = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [Status.APPROVED, Status.PENDING, Status.PENDING]


def test_an_older_page_takes_back_its_own_step_and_no_later_one(moderator, spam):
    form, later = form_on(text_of(moderator, LIST)), [make_comment(), make_comment()]
    choose(moderator, later)
    moderator.post(form["action"], form["fields"])
    assert {one.status for one in Comment.objects.filter(pk__in=[one.pk for one in later])} == {Status.SPAM}
    assert {one.status for one in Comment.objects.filter(pk__in=[one.pk for one in spam])} == {Status.PENDING}


def test_one_that_was_chosen_alone_is_taken_back_by_itself(moderator):
    comment = make_comment()
    choose(moderator, [comment])
    form = form_on(text_of(moderator, LIST))
    assert form["action"] == f"{LIST}{comment.pk}/decide/" and "You can undo it for ten seconds" in form["html"]


@pytest.mark.parametrize("moment", ["", "x", "2026-01-01T00:00:00+00:00", "\0", "9" * 5000])
def test_a_step_that_there_is_not_changes_nothing(moderator, spam, moment):
    assert moderator.post(UNDO, {"moment": moment}).status_code == 302
    assert Comment.objects.filter(status=Status.SPAM).count() == 3


@pytest.mark.parametrize("role", ["owner", "clinician", "editor"])
def test_only_moderators_take_decisions_back(request, moderator, spam, role):
    form = form_on(text_of(moderator, LIST))
    assert request.getfixturevalue(role).post(form["action"], form["fields"]).status_code == 403
    assert Comment.objects.filter(status=Status.SPAM).count() == 3


def test_a_colleague_is_offered_nothing_and_takes_nothing_back(moderator, people, client, spam):
    form = form_on(text_of(moderator, LIST))
    people["editor"].groups.set(people["moderator"].groups.all())
    client.force_login(people["editor"])
    assert "moderation__undo" not in client.get(LIST).content.decode()
    client.post(form["action"], form["fields"])
    assert Comment.objects.filter(status=Status.SPAM).count() == 3


def test_a_hundred_cost_the_page_no_more_than_two(moderator, django_assert_max_num_queries):
    article = make_article()
    choose(moderator, [make_comment(article=article) for _ in range(2)])
    with django_assert_max_num_queries(15) as asked:
        assert "2 comments decided" in text_of(moderator, LIST)
        few = len(asked)
    choose(moderator, [make_comment(article=article) for _ in range(bulk.MOST_SPAM)])
    with django_assert_max_num_queries(few):
        page = text_of(moderator, LIST)
    form = form_on(page)
    moderator.post(form["action"], form["fields"])
    assert Decision.objects.filter(to_status=Status.PENDING).count() == bulk.MOST_SPAM
