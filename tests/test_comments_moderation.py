"""Deciding about comments: who may, from which state to which, what is left behind, and who wins a race."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.models import Record
from comments import moderation, staff_replies, trail
from comments.models import Comment, Decision, Reason, Status
from comments.steps import take_step
from tests.comment_factories import make_comment

pytestmark = pytest.mark.django_db


def do(verb, comment, by):
    extra = {"reason": Reason.UNKIND} if verb == "reject" else {}
    return take_step(verb, comment, by, **extra)


ALLOWED = {
    "approve": {Status.PENDING: Status.APPROVED},
    "reject": {Status.PENDING: Status.REJECTED, Status.APPROVED: Status.REJECTED},
    "mark_spam": {Status.PENDING: Status.SPAM, Status.APPROVED: Status.SPAM},
    "withdraw": dict.fromkeys(set(Status) - {Status.WITHDRAWN}, Status.WITHDRAWN),
    "reopen": dict.fromkeys((Status.APPROVED, Status.REJECTED, Status.SPAM, Status.CLOSED), Status.PENDING),
}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", Status)
def test_each_verb_leads_from_its_states_to_its_target_and_from_no_other(people, verb, state):
    comment = make_comment(status=state)
    if state in ALLOWED[verb]:
        do(verb, comment, people["moderator"])
        comment.refresh_from_db()
        assert comment.status == ALLOWED[verb][state]
        assert Decision.objects.filter(comment=comment, from_status=state, to_status=comment.status).count() == 1
    else:
        with pytest.raises(moderation.AlreadyDecided) as refusal:
            do(verb, comment, people["moderator"])
        assert refusal.value.comment.status == state
        assert not Decision.objects.exists()


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("role", ["editor", "clinician", "owner"])
def test_only_moderators_decide(people, verb, role):
    comment = make_comment(status=next(iter(ALLOWED[verb])))
    with pytest.raises(PermissionDenied):
        do(verb, comment, people[role])
    assert not Decision.objects.exists()


def test_a_moderator_who_has_left_decides_nothing_any_more(people):
    people["moderator"].is_active = False
    people["moderator"].save()
    with pytest.raises(PermissionDenied):
        moderation.approve(make_comment(), people["moderator"])


@pytest.mark.parametrize("reason", ["", "negative_opinion", "OFF_TOPIC"])
def test_a_rejection_needs_one_of_the_reasons(people, reason):
    comment = make_comment()
    with pytest.raises(moderation.ReasonMissing):
        moderation.reject(comment, people["moderator"], reason=reason)
    comment.refresh_from_db()
    assert comment.status == Status.PENDING


def test_the_trail_says_who_when_and_why_and_never_the_words(people):
    comment = make_comment(text="Very private words")
    moderation.reject(comment, people["moderator"], reason=Reason.PERSONAL_DETAILS, note="A phone number")
    decision, record = Decision.objects.get(), Record.objects.get(action="reject comment")
    assert (decision.by, decision.by_name, decision.note) == (people["moderator"], "Moderator", "A phone number")
    assert (decision.from_status, decision.to_status) == (Status.PENDING, Status.REJECTED)
    assert decision.digest == comment.digest() and len(decision.digest) == 64
    for line in (decision, record):
        assert "private" not in str(vars(line))


def test_equal_words_have_different_digests():
    one, other = make_comment(text="The same"), make_comment(text="The same")
    assert one.digest() != other.digest()


def test_decisions_are_never_changed_or_deleted(people):
    decision = moderation.approve(make_comment(), people["moderator"])
    for attempt in (decision.save, decision.delete, Decision.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        Decision.objects.update(note="Changed")


def test_of_two_moderators_one_wins_and_the_other_is_told(people):
    comment = make_comment()
    same = Comment.objects.get(pk=comment.pk)
    moderation.reject(comment, people["moderator"], reason=Reason.UNKIND)
    with pytest.raises(moderation.AlreadyDecided, match="rejected"):
        moderation.approve(same, people["moderator"])
    assert Decision.objects.count() == 1


def test_the_page_changes_only_when_readers_see_a_difference_and_at_once_when_words_go(people, monkeypatch):
    told = []
    for name in ("forget", "refresh"):
        monkeypatch.setattr(trail, name, lambda what, name=name: told.append((name, what)))
    comment = make_comment()
    moderation.mark_spam(comment, people["moderator"])
    moderation.reopen(comment, people["moderator"])
    assert told == []
    moderation.approve(comment, people["moderator"])
    moderation.reopen(comment, people["moderator"])
    page = f"article:{comment.article_id}"
    assert told == [("refresh", page), ("forget", page)]


def test_a_decision_outlives_its_moderators_account(people):
    comment = make_comment()
    moderation.approve(comment, people["moderator"])
    people["moderator"].delete()
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by, comment.decided_by_name) == (Status.APPROVED, None, "Moderator")
    assert Decision.objects.get().by_name == "Moderator"


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "approved"},
        {"status": "approved", "decided_at": timezone.now()},
        {"status": "approved", "decided_by_name": "Somebody"},
        {"status": "approved", "decided_at": timezone.now(), "decided_by_name": "Somebody", "text": ""},
        {"status": "rejected"},
        {"decided_at": timezone.now()},
        {"status": "published"},
        {"is_staff_reply": True},
    ],
)
def test_the_database_refuses_what_nobody_has_decided(changes):
    comment = make_comment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**changes)


def test_a_staff_reply_is_public_at_once_marked_and_on_record(people):
    comment = make_comment(status=Status.APPROVED)
    reply = staff_replies.post(comment, people["clinician"], "  In general, yes. ")
    reply.refresh_from_db()
    assert reply in Comment.objects.published()
    assert (reply.text, reply.parent, reply.is_staff_reply) == ("In general, yes.", comment, True)
    assert reply.staff_author == reply.decided_by == people["clinician"]
    assert Decision.objects.get(comment=reply).from_status == ""
    assert moderation.possible_moves(reply) == ("withdraw",)


@pytest.mark.parametrize("role", ["editor", "owner"])
def test_only_those_who_may_reply_do(people, role):
    with pytest.raises(PermissionDenied):
        staff_replies.post(make_comment(status=Status.APPROVED), people[role], "Yes")


@pytest.mark.parametrize("state", [Status.REJECTED, Status.SPAM, Status.WITHDRAWN, Status.CLOSED])
def test_nobody_replies_to_what_nobody_will_read(people, state):
    with pytest.raises(staff_replies.CannotReply):
        staff_replies.post(make_comment(status=state), people["moderator"], "Yes")


@pytest.mark.parametrize("text", ["", "  \n", "a" * 5001])
def test_a_staff_reply_has_words_and_an_end(people, text):
    with pytest.raises(staff_replies.CannotReply):
        staff_replies.post(make_comment(status=Status.APPROVED), people["moderator"], text)
