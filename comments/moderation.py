"""Deciding about comments. Every way in (queue, page, bulk action, examples) goes through these functions.

Each takes (comment, by whom) and works in one transaction: a conditional UPDATE, so that of two moderators
one wins; a line in the append-only trail; the article's page forgotten when what the public reads changes.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.record import record
from comments.models import MAX_TEXT, Comment, Decision, Reason, Status
from pagecache.generations import forget


@dataclass(frozen=True)
class Move:
    """What a verb does: its name in the record, from which states, to which, whether it needs a reason."""

    name: str
    recorded_as: str
    origins: tuple[str, ...]
    target: str
    needs_reason: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("approve", "approve comment", (Status.PENDING,), Status.APPROVED),
        Move("reject", "reject comment", (Status.PENDING, Status.APPROVED), Status.REJECTED, needs_reason=True),
        Move("mark_spam", "mark comment as spam", (Status.PENDING, Status.APPROVED), Status.SPAM),
        # Nothing leads out of "withdrawn": the writer's word is final.
        Move(
            "withdraw",
            "withdraw comment",
            (Status.PENDING, Status.APPROVED, Status.REJECTED, Status.SPAM),
            Status.WITHDRAWN,
        ),
        Move("reopen", "reopen comment", (Status.APPROVED, Status.REJECTED, Status.SPAM), Status.PENDING),
    )
}
STAFF_REPLY_MOVES = ("withdraw",)


class AlreadyDecided(Exception):
    """Somebody else was faster, or the state does not allow this. `comment` holds what is true now."""

    def __init__(self, comment: Comment):
        self.comment = comment
        super().__init__(
            _("Nothing was changed: this comment is “%(state)s” by now.") % {"state": comment.get_status_display()}
        )


class ReasonMissing(ValueError):
    """A rejection without one of the clinic's reasons."""


class CannotReply(ValueError):
    """A staff reply that would be empty, too long, or under a comment nobody can read."""


def possible_moves(comment: Comment) -> tuple[str, ...]:
    """The verbs that the comment's present state allows."""
    if comment.erased_at:
        return ()
    moves = tuple(name for name, move in MOVES.items() if comment.status in move.origins)
    return tuple(name for name in moves if name in STAFF_REPLY_MOVES) if comment.is_staff_reply else moves


def approve(comment: Comment, by, *, note: str = "", at=None) -> Decision:
    """Shows a waiting comment to everybody. Call it only for words that `by` has read."""
    return _decide(comment, by, MOVES["approve"], note=note, at=at)


def reject(comment: Comment, by, *, reason: str, note: str = "", at=None) -> Decision:
    """Does not show the comment, or no longer. `reason` is a Reason; raises ReasonMissing without one."""
    return _decide(comment, by, MOVES["reject"], reason=reason, note=note, at=at)


def mark_spam(comment: Comment, by, *, note: str = "", at=None) -> Decision:
    """Sets advertising and robots' texts aside; they are erased after seven days."""
    return _decide(comment, by, MOVES["mark_spam"], note=note, at=at)


def withdraw(comment: Comment, by, *, reason: str = "", note: str = "", at=None) -> Decision:
    """Takes the comment back for good, because its writer asks for it. Erased after seven days."""
    return _decide(comment, by, MOVES["withdraw"], reason=reason, note=note, at=at)


def reopen(comment: Comment, by, *, note: str = "", at=None) -> Decision:
    """Takes a decision back: the comment waits again and is not shown meanwhile."""
    return _decide(comment, by, MOVES["reopen"], note=note, at=at)


VERBS = {
    "approve": approve,
    "reject": reject,
    "mark_spam": mark_spam,
    "withdraw": withdraw,
    "reopen": reopen,
}


def post_staff_reply(comment: Comment, by, text: str, *, at=None) -> Comment:
    """Publishes the clinic's answer under a published comment, marked as staff, and returns it.

    Its author has read it, so it is approved by her at once. An answer to a reply joins the same thread.
    """
    if not by.has_perm("comments.reply_as_staff"):
        raise PermissionDenied
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise CannotReply(_("Write a reply of at most %(most)s characters.") % {"most": MAX_TEXT})
    with transaction.atomic():
        asked = Comment.objects.published().filter(pk=comment.pk).first()
        if asked is None:
            raise CannotReply(_("Approve the comment first: a reply to a comment nobody can read helps nobody."))
        reply = _create_reply(asked, by, text, at or timezone.now())
        _add_to_trail(reply, by, "", at=reply.decided_at)
        record(by, "reply to comment as staff", reply)
        forget(f"article:{reply.article_id}")
    return reply


def _create_reply(asked: Comment, by, text: str, at) -> Comment:
    return Comment.objects.create(
        article_id=asked.article_id,
        parent_id=asked.parent_id or asked.pk,
        text=text,
        language=asked.language,
        is_staff_reply=True,
        staff_author=by,
        is_example=asked.is_example,
        submitted_at=at,
        waiting_since=at,
        status=Status.APPROVED,
        decided_at=at,
        decided_by=by,
        decided_by_name=name_of(by),
    )


def name_of(user) -> str:
    """How the trail names a person, also after the account is gone."""
    return (user.display_name or user.email)[:150]


def _decide(comment: Comment, by, move: Move, *, reason: str = "", note: str = "", at=None) -> Decision:
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if move.needs_reason and reason not in Reason.values:
        raise ReasonMissing(_("Choose the reason that the writer will be told."))
    at, note = at or timezone.now(), note[:500]
    with transaction.atomic():
        origin = _move(comment, by, move, reason=reason, note=note, at=at)
        decision = _add_to_trail(comment, by, origin, at=at, reason=reason, note=note)
        record(by, move.recorded_as, comment, note=reason)
        if Status.APPROVED in (origin, move.target):
            forget(f"article:{comment.article_id}")
    return decision


def _move(comment: Comment, by, move: Move, *, reason: str, note: str, at) -> str:
    """Changes the state only if it is still what the caller saw; returns the state it left."""
    origin = comment.status
    waits = move.target == Status.PENDING
    changes = {
        "status": move.target,
        "decided_at": None if waits else at,
        "decided_by": None if waits else by,
        "decided_by_name": "" if waits else name_of(by),
        "decision_reason": "" if waits else reason,
        "decision_note": "" if waits else note,
    }
    if waits:
        changes["waiting_since"] = at
    if move.target in (Status.REJECTED, Status.SPAM, Status.WITHDRAWN):
        changes["text_digest"] = None  # the same words may be sent again
    moved = move.name in possible_moves(comment) and Comment.objects.filter(
        pk=comment.pk, status=origin, erased_at=None
    ).update(**changes)
    if not moved:
        comment.refresh_from_db()
        raise AlreadyDecided(comment)
    for field, value in changes.items():
        setattr(comment, field, value)
    return origin


def _add_to_trail(comment: Comment, by, origin: str, *, at, reason: str = "", note: str = "") -> Decision:
    return Decision.objects.create(
        comment=comment,
        by=by,
        by_name=name_of(by),
        at=at,
        from_status=origin,
        to_status=comment.status,
        reason=reason,
        note=note,
        digest=comment.digest(),
    )
