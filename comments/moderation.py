"""Deciding about comments. Every way in (queue, page, bulk action, examples) goes through these functions.

Each takes (comment, by whom) and works in one transaction: a conditional UPDATE, so that of two moderators
one wins; a line in the append-only trail; the article's page forgotten when what the public reads changes.
Distress is graded and urgent messages are closed in urgent.py, personal details are removed in redaction.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.contacts import must_open
from comments.duty import others_can_decide
from comments.guarding import needs_second
from comments.models import Comment, Decision, Reason, Status, Tier
from comments.outcomes import check_country, check_promise
from comments.trail import AlreadyDecided, carry_out, name_of


@dataclass(frozen=True)
class Move:
    """What a verb does: its name in the record, from which states, to which, for which tiers of distress, and
    whether it needs one of the clinic's reasons."""

    name: str
    recorded_as: str
    origins: tuple[str, ...]
    target: str
    tiers: tuple[str, ...] = tuple(Tier.values)
    needs_reason: bool = False


NOT_HIGH = (Tier.NONE, Tier.MEDIUM)
DECIDED = (Status.APPROVED, Status.REJECTED, Status.SPAM)
MOVES = {
    move.name: move
    for move in (
        Move("approve", "approve comment", (Status.PENDING,), Status.APPROVED, NOT_HIGH),
        Move(
            "reject",
            "reject comment",
            (Status.PENDING, Status.APPROVED),
            Status.REJECTED,
            NOT_HIGH,
            needs_reason=True,
        ),
        Move("mark_spam", "mark comment as spam", (Status.PENDING, Status.APPROVED), Status.SPAM, NOT_HIGH),
        # Nothing leads out of "withdrawn": the writer's word is final.
        Move("withdraw", "withdraw comment", (Status.PENDING, *DECIDED, Status.CLOSED), Status.WITHDRAWN),
        Move("reopen", "reopen comment", (*DECIDED, Status.CLOSED), Status.PENDING),
        # What high distress allows beside, see urgent.py.
        Move("lower", "lower tier of comment", (Status.PENDING,), Status.PENDING, (Tier.HIGH,)),
        Move("raise", "raise tier of comment", (Status.PENDING, *DECIDED), Status.PENDING, NOT_HIGH),
        Move("close", "close urgent comment", (Status.PENDING,), Status.CLOSED, (Tier.HIGH,)),
    )
}
STAFF_REPLY_MOVES = ("approve", "withdraw")
CONFIRM_ALONE_AFTER = timedelta(hours=24)  # what the guard marked in a reply, where nobody else could look at it
# One's own last decision may be taken back as if it had not been. Readers see it at once; notices wait longer.
UNDO_FOR = timedelta(seconds=10)
UNDONE = (*DECIDED, Status.CLOSED)


class ReasonMissing(ValueError):
    """A rejection without one of the clinic's reasons, or a step about distress without a written one."""


class SecondPersonNeeded(Exception):
    """Somebody else has to take this step; or, where there is nobody else, the checklist and a reason are missing."""

    def __init__(self, alone: bool, text: str = ""):
        self.alone = alone
        usual = _("Somebody else has to take this step, because you took the one before.")
        if alone:
            usual = _("Nobody else can take this step. Go through the checklist, tick it, and write down why.")
        super().__init__(text or usual)


def possible_moves(comment: Comment) -> tuple[str, ...]:
    """The verbs that the comment's present state allows."""
    if comment.erased_at:
        return ()
    moves = tuple(name for name, move in MOVES.items() if comment.status in move.origins and comment.tier in move.tiers)
    if comment.came_as_feedback:
        return tuple(name for name in moves if MOVES[name].target != Status.APPROVED)
    return tuple(name for name in moves if name in STAFF_REPLY_MOVES) if comment.is_staff_reply else moves


def approve(comment: Comment, by, *, note: str = "", checked: bool = False, at=None) -> Decision:
    """Shows a waiting comment to everybody. Call it only for words that `by` has read.

    What `by` has lowered from high distress, or set aside as no result, needs another person; where no other active
    account could do it, the checklist (`checked`) and a note. A treatment's result follows the country's rule: refused,
    or marked with a note. Of the clinic's own answers only those wait that the guard has marked, or whose comment has
    changed since. What was sent as feedback is never shown.
    Raises SecondPersonNeeded, outcomes.NotPublishable.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    check_promise(comment)
    if comment.is_staff_reply:
        alone = confirms_alone(comment, by, at or timezone.now())
        return decide(comment, by, MOVES["approve"], note=note, at=at, alone=alone)
    alone = needs_nobody_else(by, took_first_steps(comment), note=note, checked=checked)
    more = {"carries_note": check_country(comment)}
    return decide(comment, by, MOVES["approve"], note=note, at=at, alone=alone, more=more)


def took_first_steps(comment: Comment) -> set[int]:
    """The accounts that somebody else has to agree with: who looks after high distress, or has lowered or set aside."""
    found = [comment.lowered_by_id if comment.lowered_at else None, comment.set_aside_by_id]
    if comment.tier == Tier.HIGH:
        found = [comment.acknowledged_by_id]
    return {number for number in found if number is not None}


def needs_nobody_else(by, acted: set[int], *, note: str, checked: bool) -> bool:
    """Whether `by` takes the second step alone (True) or with nobody's first step standing against it (False).

    `acted` are the accounts that took a first step. Where all who could decide have, nobody else is left, and the
    comment must not be locked for good. Raises SecondPersonNeeded.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if by.pk not in acted:
        return False
    alone = not others_can_decide(by, acted)
    if not (alone and checked and note.strip()):
        raise SecondPersonNeeded(alone)
    return True


def confirms_alone(reply: Comment, by, at: datetime) -> bool:
    """Whether `by` lets her own answer out alone though the guard has marked it: a day later, where nobody else could.

    Raises SecondPersonNeeded where somebody else could, or where the day is not over.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if not needs_second(reply, by):
        return False
    if others_can_decide(by):
        raise SecondPersonNeeded(False, gettext("Somebody else has to confirm your answer, or say it in other words."))
    free = reply.submitted_at + CONFIRM_ALONE_AFTER
    if at < free:
        moment = formats.date_format(timezone.localtime(free), "l, F j, P")
        text = gettext("Nobody else can confirm it. You can publish it from %(moment)s, or say it in other words now.")
        raise SecondPersonNeeded(True, text % {"moment": moment})
    return True


def reject(comment: Comment, by, *, reason: str, note: str = "", at=None) -> Decision:
    """Does not show the comment, or no longer. `reason` is a Reason; raises ReasonMissing without one."""
    return decide(comment, by, MOVES["reject"], reason=reason, note=note, at=at)


def mark_spam(comment: Comment, by, *, note: str = "", at=None) -> Decision:
    """Sets advertising and robots' texts aside; they are erased after seven days at most."""
    return decide(comment, by, MOVES["mark_spam"], note=note, at=at)


def withdraw(comment: Comment, by, *, reason: str = "", note: str = "", at=None) -> Decision:
    """Takes the comment back for good, because its writer asks for it. Erased after seven days.

    High distress leaves every ordinary view at once, and those on duty may see it for 72 hours more. Raises
    contacts.SealedShut where they could not reach its writer.
    """
    must_open(comment)
    return decide(comment, by, MOVES["withdraw"], reason=reason, note=note, at=at)


def reopen(comment: Comment, by, *, note: str = "", at=None) -> Decision:
    """Takes a decision back: the comment waits again and is not shown meanwhile."""
    return decide(comment, by, MOVES["reopen"], note=note, at=at)


def can_undo(comment: Comment, by, at: datetime) -> bool:
    """Whether `comment` was decided by this person within the last ten seconds."""
    if comment.decided_at is None or comment.is_staff_reply or comment.erased_at:
        return False
    return comment.decided_by_id == by.pk and comment.status in UNDONE and at - comment.decided_at <= UNDO_FOR


def undo(comment: Comment, by, *, note: str = "", at: datetime | None = None) -> Decision:
    """Takes one's own decision of the last ten seconds back: the comment waits on in its old place in the queue.

    The trail keeps both lines. Raises AlreadyDecided when it is too late or somebody else has decided since; then
    reopen() still works.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    at = at or timezone.now()
    if not can_undo(comment, by, at):
        comment.refresh_from_db()
        raise AlreadyDecided(comment)
    changes = {
        "status": Status.PENDING,
        "decided_at": None,
        "decided_by": None,
        "decided_by_name": "",
        "decision_reason": "",
        "decision_note": "",
        "carries_note": False,
    }
    return carry_out(comment, by, changes, recorded_as="undo decision", at=at, note=note[:500])


def decide(
    comment: Comment,
    by,
    move: Move,
    *,
    reason: str = "",
    note: str = "",
    at=None,
    alone: bool = False,
    more: dict | None = None,
) -> Decision:
    """Carries out a move if the comment is still what the caller saw, with `more` columns than state and reason.

    For the functions of this module and of urgent.py.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if move.needs_reason and reason not in Reason.values:
        raise ReasonMissing(_("Choose the reason that the writer would be told."))
    if move.name not in possible_moves(comment):
        comment.refresh_from_db()
        raise AlreadyDecided(comment)
    at, note = at or timezone.now(), note[:500]
    changes = _changes_of(comment, by, move, reason=reason, note=note, at=at) | (more or {})
    return carry_out(comment, by, changes, recorded_as=move.recorded_as, at=at, reason=reason, note=note, alone=alone)


def _changes_of(comment: Comment, by, move: Move, *, reason: str, note: str, at) -> dict:
    waits = move.target == Status.PENDING
    changes = {
        "status": move.target,
        "decided_at": None if waits else at,
        "decided_by": None if waits else by,
        "decided_by_name": "" if waits else name_of(by),
        "decision_reason": "" if waits else reason,
        "decision_note": "" if waits else note,
    }
    if move.name != "approve":
        changes["carries_note"] = False
    if waits:
        changes["waiting_since"] = at
    else:  # whoever decides has seen it: no more alerts
        changes |= {"acknowledged_at": comment.acknowledged_at or at, "next_alert_at": None}
        changes["acknowledged_by_id"] = comment.acknowledged_by_id or by.pk
        changes |= {"claimed_by": None, "claimed_until": None, "escalated_at": None}
    if move.target in (Status.REJECTED, Status.SPAM, Status.WITHDRAWN):
        changes["text_digest"] = None  # the same words may be sent again
    if move.target == Status.WITHDRAWN and comment.tier == Tier.HIGH:
        changes["taken_back_at"] = at
    return changes
