"""The clinic's answers under comments, each past a guard: none may say who is or was a patient."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.record import record
from comments import guarding
from comments.models import MAX_TEXT, Comment, Queue, Status, Tier
from comments.trail import AlreadyDecided, add_to_trail, carry_out, name_of
from comments.triage import priority_of
from pagecache.generations import forget


class CannotReply(ValueError):
    """A staff reply that would be empty, too long, or under a comment that cannot be answered (any more)."""


class Marked(CannotReply):
    """The guard stands against these words; `findings` says where. Reword them, or ask a second person."""

    def __init__(self, findings: list[dict]):
        self.findings = findings
        super().__init__(
            _(
                "Say it in other words: this could confirm or deny that somebody is or was a patient. Write what "
                "is true for everybody, without “your visit” or “we have no record of you”."
            )
        )


def can_answer(comment: Comment) -> bool:
    """Whether an answer may be written now: under what everybody reads, or beforehand under what waits to be read."""
    if comment.status == Status.PENDING:
        return can_answer_beforehand(comment)
    return comment.status == Status.APPROVED and Comment.objects.published().filter(pk=comment.pk).exists()


def can_answer_beforehand(comment: Comment) -> bool:
    """A waiting answer in a thread has to be decided first: ours would stand in the thread without it."""
    waits = comment.status == Status.PENDING and not comment.erased_at
    usual = waits and comment.parent_id is None and not comment.is_staff_reply
    return usual and comment.tier != Tier.HIGH and not comment.came_as_feedback  # nobody would ever read it


def can_reword(comment: Comment) -> bool:
    return comment.is_staff_reply and comment.status == Status.PENDING and not comment.erased_at


def post(comment: Comment, by, text: str, *, ask: bool = False, at=None) -> Comment:
    """Answers a comment as the clinic and returns the answer: public at once, or together with a comment that waits.

    Raises CannotReply; Marked where the guard stands against the words. With `ask` such words are stored instead and
    wait for a second person (moderation.approve).
    """
    if not by.has_perm("comments.reply_as_staff"):
        raise PermissionDenied
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise CannotReply(_("Write a reply of at most %(most)s characters.") % {"most": MAX_TEXT})
    findings = guarding.look(text)
    marked = guarding.marks(findings)
    if marked and not ask:
        raise Marked(marked)
    with transaction.atomic():
        asked = _still_answerable(comment)
        reply = _create(asked, by, text, findings, waits=bool(marked), at=at or timezone.now())
        add_to_trail(reply, by, "", at=reply.submitted_at)
        record(by, "ask for a second look at staff reply" if marked else "reply to comment as staff", reply)
        if not marked:
            forget(f"article:{reply.article_id}")
    return reply


def reword(held: Comment, by, text: str, *, ask: bool = False, at=None) -> Comment:
    """Puts other words in the place of an answer that waits, and returns the new one. Raises as post() does."""
    if not can_reword(held):
        held.refresh_from_db()
        raise AlreadyDecided(held)
    at = at or timezone.now()
    with transaction.atomic():
        reply = post(held.parent, by, text, ask=ask, at=at)
        changes = {"status": Status.WITHDRAWN, "decided_at": at, "decided_by": by, "decided_by_name": name_of(by)}
        carry_out(held, by, changes, recorded_as="reword staff reply", at=at)
    return reply


def hold_again(comment: Comment, at) -> None:
    """Answers written beforehand wait for a new look when the words they answer have changed."""
    for reply in comment.replies.filter(is_staff_reply=True, status=Status.APPROVED):
        changes = {"status": Status.PENDING, "decided_at": None, "decided_by": None, "decided_by_name": ""}
        changes |= {"queue": Queue.NORMAL, "priority": priority_of(Queue.NORMAL, Tier.NONE), "waiting_since": at}
        carry_out(reply, None, changes, recorded_as="hold staff reply of a changed comment", at=at)


def _still_answerable(comment: Comment) -> Comment:
    """The comment as it is in the database, with the words that the caller has read."""
    same = Q(pk=comment.pk, text=comment.text, name=comment.name)
    asked = Comment.objects.filter(same).first()
    if asked is None or not can_answer(asked):
        raise CannotReply(
            _("This comment cannot be answered as it is now: somebody has decided about it, or its words have changed.")
        )
    return asked


def _create(asked: Comment, by, text: str, findings: list[dict], *, waits: bool, at) -> Comment:
    state = {"status": Status.PENDING, "queue": Queue.PRIVACY, "priority": priority_of(Queue.PRIVACY, Tier.NONE)}
    if not waits:
        state = {"status": Status.APPROVED, "decided_at": at, "decided_by": by, "decided_by_name": name_of(by)}
    return Comment.objects.create(
        article_id=asked.article_id,
        parent_id=asked.parent_id or asked.pk,
        text=text,
        findings=findings,
        language=asked.language,
        is_staff_reply=True,
        staff_author=by,
        is_example=asked.is_example,
        submitted_at=at,
        waiting_since=at,
        **state,
    )
