"""The clinic's answers: past the guard, by a second person, beforehand, and in other words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.models import User
from clinic.roles import MODERATOR
from comments import moderation, private, staff_replies
from comments.models import Comment, Decision, Status, Tier
from comments.triage import triage
from tests.comment_factories import make_comment, make_reply, words_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
MARKED = "We are sorry that your visit felt rushed."


@pytest.fixture
def second(people) -> User:
    user = User.objects.create_user("second@example.org", None, display_name="Second")
    user.groups.add(*people["moderator"].groups.all())
    return user


def reply(client, comment, text, **fields):
    return client.post(
        reverse("admin:comments_comment_reply", args=[comment.pk]), {"text": text, "words": words_of(comment), **fields}
    )


def page_of(comment):
    return reverse("admin:comments_comment_change", args=[comment.pk])


def decide(client, comment, move="approve"):
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    return client.post(address, {"move": move, "seen": comment.status, "words": words_of(comment)})


def test_a_marked_reply_is_shown_with_the_reason_and_its_words_are_kept(moderator, second):
    answer = reply(moderator, make_comment(status=Status.APPROVED), MARKED)
    page = answer.content.decode()
    assert answer.status_code == 422 and f"{MARKED}</textarea>" in page
    assert "<mark>" in page and "Ask a second person" in page
    assert not Comment.objects.filter(is_staff_reply=True).exists()


def test_a_second_person_lets_a_marked_reply_out(moderator, people, second, reader):
    comment = make_comment(status=Status.APPROVED)
    assert reply(moderator, comment, MARKED, step="ask").status_code == 302
    held = Comment.objects.get(is_staff_reply=True)
    assert held not in Comment.objects.published()
    assert "It is not on the site" in moderator.get(page_of(held)).content.decode()
    assert decide(moderator, held).status_code == 409  # not the one who wrote it
    assert decide(signed_in(second), held).status_code == 302
    page = reader.get(comment.article.get_absolute_url()).content.decode()
    assert MARKED in page and "Clinic staff: general information" in page
    assert Decision.objects.filter(comment=held).last().by == second


def test_where_nobody_else_could_confirm_it_waits_for_a_day(moderator, people):
    reply(moderator, make_comment(status=Status.APPROVED), MARKED, step="ask")
    held = Comment.objects.get(is_staff_reply=True)
    answer = decide(moderator, held)
    assert answer.status_code == 409 and "Nobody else can confirm it" in answer.content.decode()
    with pytest.raises(moderation.SecondPersonNeeded):
        moderation.approve(held, people["moderator"], at=held.submitted_at + timedelta(hours=23, minutes=59))
    line = moderation.approve(held, people["moderator"], at=held.submitted_at + timedelta(hours=24))
    assert line.alone
    assert held in Comment.objects.published()


def test_a_day_later_a_colleague_who_has_come_confirms_it_instead(moderator, people):
    reply(moderator, make_comment(status=Status.APPROVED), MARKED, step="ask")
    held = Comment.objects.get(is_staff_reply=True)
    other = User.objects.create_user("new@example.org", None, display_name="New")
    other.groups.add(*people["moderator"].groups.filter(name=MODERATOR))
    with pytest.raises(moderation.SecondPersonNeeded):
        moderation.approve(held, people["moderator"], at=held.submitted_at + timedelta(days=2))


def test_other_words_take_the_place_of_a_held_reply(moderator, second, reader):
    comment = make_comment(status=Status.APPROVED)
    reply(moderator, comment, MARKED, step="ask")
    held = Comment.objects.get(is_staff_reply=True)
    assert f"{MARKED}</textarea>" in moderator.get(page_of(held)).content.decode()
    assert reply(moderator, held, "It should never feel rushed.").status_code == 302
    page = reader.get(comment.article.get_absolute_url()).content.decode()
    assert "It should never feel rushed." in page and MARKED not in page
    held.refresh_from_db()
    assert held.status == Status.WITHDRAWN


def test_other_words_that_are_marked_too_change_nothing(moderator, second):
    reply(moderator, make_comment(status=Status.APPROVED), MARKED, step="ask")
    held = Comment.objects.get(is_staff_reply=True)
    answer = reply(moderator, held, "We have no record of you.")
    assert answer.status_code == 422 and "We have no record of you.</textarea>" in answer.content.decode()
    held.refresh_from_db()
    assert (held.status, held.text) == (Status.PENDING, MARKED)


def test_what_was_let_out_meanwhile_is_not_reworded_and_the_words_are_kept(moderator, people, second):
    reply(moderator, make_comment(status=Status.APPROVED), MARKED, step="ask")
    held = Comment.objects.get(is_staff_reply=True)
    moderation.approve(held, second)
    comment = Comment.objects.get(pk=held.pk)
    Comment.objects.filter(pk=comment.parent_id).update(status=Status.WITHDRAWN)
    answer = reply(moderator, comment, "Other words")
    assert answer.status_code in (409, 422) and "Other words</textarea>" in answer.content.decode()


def test_a_clinician_answers_a_waiting_comment_and_both_appear_together(clinician, moderator, people, reader):
    comment = make_comment()
    assert reply(clinician, comment, "In general, yes.").status_code == 302
    where = comment.article.get_absolute_url()
    assert "In general, yes." not in reader.get(where).content.decode()
    assert "It appears together with the comment." in moderator.get(page_of(comment)).content.decode()
    decide(moderator, comment)
    assert "In general, yes." in reader.get(where).content.decode()


def test_an_answer_written_beforehand_waits_when_the_comment_changes(people, reader):
    comment = make_comment()
    answer = staff_replies.post(comment, people["clinician"], "In general, yes.")
    private.edit(comment, name="Owl", text="Something else", seen=triage("Something else"))
    answer.refresh_from_db()
    assert answer.status == Status.PENDING
    moderation.approve(comment, people["moderator"])
    assert "In general, yes." not in reader.get(comment.article.get_absolute_url()).content.decode()
    moderation.approve(answer, people["moderator"])
    assert "In general, yes." in reader.get(comment.article.get_absolute_url()).content.decode()


def test_words_that_changed_while_an_answer_was_written_are_not_answered(people):
    comment = make_comment()
    Comment.objects.filter(pk=comment.pk).update(text="Other words")
    with pytest.raises(staff_replies.CannotReply):
        staff_replies.post(comment, people["moderator"], "Yes")


def test_what_cannot_be_answered_before_it_is_decided(people):
    top = make_comment(status=Status.APPROVED)
    for waiting in (make_comment(tier=Tier.HIGH), make_reply(top)):
        with pytest.raises(staff_replies.CannotReply):
            staff_replies.post(waiting, people["moderator"], "Yes")


def test_a_held_reply_can_be_approved_or_withdrawn_and_nothing_else(people, second):
    held = staff_replies.post(make_comment(status=Status.APPROVED), people["moderator"], MARKED, ask=True)
    assert moderation.possible_moves(held) == ("approve", "withdraw")
    with pytest.raises(moderation.AlreadyDecided):
        moderation.reject(held, second, reason="unkind")
    moderation.withdraw(held, second, at=timezone.now())
    assert held.status == Status.WITHDRAWN
