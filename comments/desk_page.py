"""What the page of one comment shows: the words in their context, what was seen in them, and what may be done."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from clinic.roles import CLINICIAN, has_role
from comments import claims, duty, moderation, outcomes, staff_replies
from comments.guarding import needs_second
from comments.highlighting import findings_of, pieces_of
from comments.models import Comment, Decision, Queue, Status, Tier
from comments.queues import WITH_CLINICIAN, neighbours, tabs
from comments.staff_forms import DecisionForm, GiveBackForm, StaffReplyForm
from comments.steps import possible_steps
from comments.undoing import last_step

SHOWN_OF_WRITER = 8
# Steps whose form has a note, and where it stands on the page. All but the first have one of their own.
NOTES_AT = {
    "reject": "id_note",
    "approve": "second-note",
    "close": "close-note",
    "lower": "lower-note",
    "raise": "raise-note",
    "escalate": "escalate-note",
    "set_aside": "aside-note",
}
OWN_NOTE = NOTES_AT.keys() - {"reject"}
MANY_URGENT = 3  # urgent messages decided within an hour, after which the desk suggests a pause


def frame(user, queue: str, now: datetime) -> dict:
    """What stands around every comment: the queues, and what was decided last, while it may be undone. Two queries."""
    return {"tabs": tabs(queue), "queue": queue, "undo": last_step(user, now)}


def page_of(comment: Comment, user, queue: str, now: datetime, *, decision=None, reply=None, **forms) -> dict:
    """The context of the page. `forms` came back with errors, or hold contact details that were asked for."""
    decides = user.has_perm("comments.moderate_comment")
    others, acted = list(duty.colleagues_of(user)), moderation.took_first_steps(comment)
    trail, closing = list(comment.decisions.all()), _closing(comment, user, acted, others)
    is_public = comment.status == Status.APPROVED and Comment.objects.published().filter(pk=comment.pk).exists()
    return {
        **frame(user, queue, now),
        **_neighbours(comment, user, queue, now),
        **_reading(comment, user, now),
        "title": _("A comment on “%(title)s”") % {"title": comment.article.title},
        "comment": comment,
        "answered": comment.parent,
        "pieces": pieces_of(comment),
        "findings": findings_of(comment),
        "urgent": comment.queue == Queue.URGENT,
        "high": comment.tier == Tier.HIGH,
        "may_acknowledge": duty.may_acknowledge(user) and comment.acknowledged_at is None,
        "colleagues": others if decides else [],
        "alone": not others,
        "nobody_left": all(other.pk in acted for other in others),
        "closing": closing,
        "is_public": is_public,
        "decides": decides,
        "moves": possible_steps(comment) if decides else (),
        "rule": outcomes.country_rule(comment) if decides else "",
        "decision": decision or DecisionForm(initial={"seen": comment.status}),
        "rejecting": _rejecting(decision),
        "note_at": _note_at(decision, comment, closing) if decides else "",
        "reply": reply or _reply_form(comment, user, is_public),
        "held": staff_replies.can_reword(comment),
        "took_first_step": user.pk in acted,
        "confirm_first": needs_second(comment, user),
        "beforehand": _answers_beforehand(comment),
        "giving_back": forms.get("giving_back") or _giving_back(comment, user),
        "claiming": forms.get("claiming"),
        "contact": forms.get("contact"),
        "may_see_contact": bool(comment.sealed) and duty.is_on_duty(user),
        "trail": trail,
        "handed": _line_of(claims.handed_over_at(comment), trail),
        "question": _line_of(comment.escalated_at, trail),
        "answer": _line_of(comment.clinician_seen_at, trail),
        "others": others_of_writer(comment),
        "pause": comment.queue == Queue.URGENT and needs_pause(user, now),
    }


def _closing(comment: Comment, user, acted: set[int], others: list) -> str:
    """Who closes high distress, as urgent.close() has it: this person as the "second" or "alone", an "other", or nobody
    before it is "unseen" no more."""
    acted = acted or {user.pk}
    if user.pk not in acted:
        return "second"
    if all(other.pk in acted for other in others):
        return "alone"
    return "other" if comment.acknowledged_at else "unseen"


def _rejecting(decision: DecisionForm | None) -> DecisionForm:
    """The form for a rejection. What was typed and said about a step with a note of its own stands there instead."""
    return DecisionForm() if decision is None or decision.data.get("move") in OWN_NOTE else decision


def _note_at(decision: DecisionForm | None, comment: Comment, closing: str) -> str:
    """The field with the note that was sent along, where the page still has its form."""
    move = decision.data.get("move", "") if decision else ""
    if move not in possible_steps(comment):
        return ""
    if move == "approve" and not (comment.lowered_at or comment.set_aside_at):
        return ""
    return "" if move == "close" and closing in ("unseen", "other") else NOTES_AT.get(move, "")


def _reply_form(comment: Comment, user, is_public: bool) -> StaffReplyForm | None:
    if not user.has_perm("comments.reply_as_staff"):
        return None
    if staff_replies.can_reword(comment):
        return StaffReplyForm(initial={"text": comment.text})
    return StaffReplyForm() if is_public or staff_replies.can_answer_beforehand(comment) else None


def _line_of(moment: datetime | None, trail: list[Decision]) -> Decision | None:
    """The line of what was done at that moment: a question to a clinician, or the answer to it."""
    return next((line for line in trail if moment and line.at == moment), None)


def _answers_beforehand(comment: Comment) -> list[Comment]:
    """What staff have answered already under a comment that waits."""
    if comment.status != Status.PENDING or comment.is_staff_reply:
        return []
    replies = comment.replies.filter(is_staff_reply=True, status__in=(Status.PENDING, Status.APPROVED))
    return list(replies.order_by("submitted_at", "pk"))


def others_of_writer(comment: Comment) -> list[Comment]:
    """Other comments sent from the same network on the same day: a keyed hash says so, no address does.

    Many people may share a network, so it is a hint and no more.
    """
    if not comment.network_hash:
        return []
    same = Comment.objects.filter(network_hash=comment.network_hash).exclude(network_hash="").exclude(pk=comment.pk)
    shown = same.ordinary().order_by("-submitted_at").only("status", "decision_reason", "submitted_at", "queue")
    return list(shown[:SHOWN_OF_WRITER])


def needs_pause(user, now: datetime) -> bool:
    """Whether somebody has decided several urgent messages within an hour."""
    lately = Decision.objects.filter(by=user, at__gte=now - timedelta(hours=1), comment__queue=Queue.URGENT)
    lately = lately.exclude(from_status=F("to_status"), from_tier=F("to_tier"))  # handed on is not decided
    return lately.values("comment_id").distinct().count() >= MANY_URGENT


def _neighbours(comment: Comment, user, queue: str, now: datetime) -> dict:
    following, before = neighbours(comment, user, queue, now)
    return {"following": following, "before": before}


def _reading(comment: Comment, user, now: datetime) -> dict:
    """Who reads it: nobody, I or somebody else."""
    waits = comment.status == Status.PENDING and not comment.erased_at
    held = bool(comment.claimed_until and comment.claimed_until > now)
    return {
        "waits": waits,
        "read_by_other": waits and claims.is_read_by_other(comment, user, now),
        "read_by_me": waits and held and comment.claimed_by_id == user.pk,
    }


def _giving_back(comment: Comment, user) -> GiveBackForm | None:
    asked = comment.escalated_at is not None and comment.status == Status.PENDING
    return GiveBackForm(initial={"queue": WITH_CLINICIAN}) if asked and has_role(user, CLINICIAN) else None
