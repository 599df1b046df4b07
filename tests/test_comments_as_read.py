"""What a writer changes while somebody reads it on the desk: nobody decides about words that she has not seen."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from clinic.roles import CLINICIAN
from comments import escalation, moderation, private, staff_replies
from comments.models import Comment, Decision, Status, Tier
from comments.triage import triage
from tests.comment_factories import make_comment

pytestmark = pytest.mark.django_db
NEW = "Other words, which nobody has read"
MEANWHILE = "the writer has changed this comment meanwhile"


def page_of(client, comment) -> str:
    return client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()


def words_on(page: str) -> str:
    """The one mark that all forms of the page carry."""
    (mark,) = set(re.findall('name="words" value="([0-9a-f]{64})"', page))
    return mark


def edit(comment, text=NEW, name="Owl"):
    private.edit(Comment.objects.get(pk=comment.pk), name=name, text=text, seen=triage(text))


def press(client, comment, move, words, **fields):
    fields = {"move": move, "seen": "pending", "words": words, "note": "Because"} | fields
    return client.post(reverse("admin:comments_comment_decide", args=[comment.pk]), fields)


def reply(client, comment, words, **fields):
    address = reverse("admin:comments_comment_reply", args=[comment.pk])
    return client.post(address, {"text": "In general, yes.", "seen": comment.status, "words": words} | fields)


def now(comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def test_what_was_read_is_decided(moderator):
    comment = make_comment()
    assert press(moderator, comment, "approve", words_on(page_of(moderator, comment))).status_code == 302
    assert now(comment).status == Status.APPROVED


def test_words_changed_since_are_not_published_before_they_are_read(moderator, reader):
    comment = make_comment()
    read = words_on(page_of(moderator, comment))
    edit(comment)
    answer = press(moderator, comment, "approve", read)
    page = answer.content.decode()
    assert answer.status_code == 409 and MEANWHILE in page and NEW in page
    assert now(comment).status == Status.PENDING
    assert NEW not in reader.get(comment.article.get_absolute_url()).content.decode()
    assert press(moderator, comment, "approve", words_on(page)).status_code == 302  # now she has read them
    assert now(comment).status == Status.APPROVED


def test_another_name_is_other_words(moderator):
    comment = make_comment(text="The same")
    read = words_on(page_of(moderator, comment))
    edit(comment, text="The same", name="Dr. Nobody")
    assert press(moderator, comment, "approve", read).status_code == 409


@pytest.mark.parametrize("move", ["reject", "mark_spam", "withdraw", "redact", "escalate", "set_aside", "lower"])
def test_no_step_is_taken_on_other_words_and_what_was_typed_is_kept(moderator, move):
    tier = Tier.HIGH if move == "lower" else Tier.NONE
    comment = make_comment(text="It cured me. Write to me@example.org.", tier=tier)
    Comment.objects.filter(pk=comment.pk).update(findings=triage(comment.text).findings)
    read = words_on(page_of(moderator, comment))
    Comment.objects.filter(pk=comment.pk).update(text="It cured me. Write to us@example.org.")
    answer = press(moderator, comment, move, read, reason="unkind", tier="medium")
    assert answer.status_code == 409 and MEANWHILE in answer.content.decode()
    assert ">\nBecause</textarea>" in answer.content.decode()
    assert now(comment).status == Status.PENDING and not Decision.objects.exists()


@pytest.mark.parametrize("words", ["", "0" * 64, "ü"])
def test_a_form_without_the_mark_decides_nothing(moderator, words):
    comment = make_comment()
    assert press(moderator, comment, "approve", words).status_code == 409
    assert reply(moderator, comment, words).status_code == 409
    assert now(comment).status == Status.PENDING and Comment.objects.count() == 1


def test_a_page_that_comes_back_with_an_error_does_not_pass_new_words_off_as_read(moderator):
    comment = make_comment()
    read = words_on(page_of(moderator, comment))
    edit(comment)
    page = press(moderator, comment, "approve", read, note="a" * 501).content.decode()
    assert words_on(page) == read
    assert press(moderator, comment, "approve", words_on(page)).status_code == 409


def test_danger_is_raised_whatever_the_words_are_by_now(moderator):
    comment = make_comment()
    read = words_on(page_of(moderator, comment))
    edit(comment)
    assert press(moderator, comment, "raise", read).status_code == 302
    assert now(comment).tier == Tier.HIGH


def test_a_decision_is_undone_from_the_next_page(moderator):
    comment = make_comment()
    press(moderator, comment, "approve", words_on(page_of(moderator, comment)))
    assert press(moderator, comment, "undo", "", seen="approved").status_code == 302
    assert now(comment).status == Status.PENDING


def test_an_answer_written_beforehand_is_not_kept_under_other_words(moderator):
    comment = make_comment()
    read = words_on(page_of(moderator, comment))
    edit(comment)
    answer = reply(moderator, comment, read)
    page = answer.content.decode()
    assert answer.status_code == 409 and MEANWHILE in page and "In general, yes.</textarea>" in page
    assert not Comment.objects.filter(is_staff_reply=True).exists()
    assert reply(moderator, comment, words_on(page)).status_code == 302


def test_a_held_answer_is_not_confirmed_under_other_words(moderator, people):
    comment = make_comment()
    held = staff_replies.post(comment, people["moderator"], "In general, no.")
    edit(comment)
    read = words_on(page_of(moderator, held))
    edit(comment, text="Other words once more")
    assert press(moderator, held, "approve", read).status_code == 409
    assert now(held).status == Status.PENDING


def test_a_clinician_gives_back_only_what_she_has_read(client, people):
    comment, clinician = make_comment(), people["clinician"]
    clinician.groups.add(Group.objects.get(name=CLINICIAN))
    client.force_login(clinician)
    escalation.escalate(comment, people["moderator"], note="Is it true?", at=timezone.now())
    read = words_on(page_of(client, comment))
    edit(comment)
    address = reverse("admin:comments_comment_give_back", args=[comment.pk])
    answer = client.post(address, {"note": "It is true", "words": read})
    assert answer.status_code == 409 and "It is true" in answer.content.decode()
    assert now(comment).clinician_seen_at is None


def test_a_public_answer_of_the_clinic_is_answered_in_its_turn(moderator, people):
    comment = make_comment()
    moderation.approve(comment, people["moderator"])
    first = staff_replies.post(comment, people["moderator"], "In general, no.")
    assert reply(moderator, first, words_on(page_of(moderator, first))).status_code == 302
    assert comment.replies.filter(is_staff_reply=True, status=Status.APPROVED).count() == 2


def test_an_edit_into_high_distress_leaves_nothing_readable_in_the_log(monkeypatch, django_capture_on_commit_callbacks):
    emptied, comment = [], make_comment()
    monkeypatch.setattr("comments.due.empty_the_log", lambda: emptied.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        edit(comment)
    assert not emptied
    with django_capture_on_commit_callbacks(execute=True):
        edit(comment, text="I want to kill myself tonight")
    assert emptied
