"""Deciding about distress: lowering and raising a tier, closing, and what a writer takes back herself."""

from datetime import datetime, timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import contacts
from comments.due import empty_the_log
from comments.duty import alert, others_can_decide
from comments.models import Comment, Decision, Queue, Status, Tier
from comments.moderation import (
    MOVES,
    ReasonMissing,
    SecondPersonNeeded,
    decide,
    needs_nobody_else,
    took_first_steps,
)
from comments.trail import AlreadyDecided, carry_out, name_of
from comments.triage import priority_of, queue_of

SALT = "comments.take-back"
TOKEN_HOLDS = timedelta(days=7)


def lower_tier(comment: Comment, by, *, tier: str, note: str, at: datetime | None = None) -> Decision:
    """Says that the words hold less than high distress, with a written reason. Publishing then needs another person.

    `tier` is "medium" or "none". Raises ReasonMissing, AlreadyDecided, contacts.SealedShut.
    """
    if tier not in (Tier.MEDIUM, Tier.NONE):
        raise ReasonMissing(_("Choose what it is instead."))
    at = at or timezone.now()
    milder = [finding for finding in comment.findings if finding["screen"] != "distress"]
    queue = queue_of(milder, tier)
    more = {
        "tier": tier,
        "queue": queue,
        "priority": priority_of(queue, tier),
        "lowered_at": at,
        "lowered_by": by,
        # Whoever grades has read it, so it alerts nobody any more.
        "acknowledged_at": comment.acknowledged_at or at,
        "acknowledged_by_id": comment.acknowledged_by_id or by.pk,
        "next_alert_at": None,
        **contacts.as_written(comment),
    }
    return decide(comment, by, MOVES["lower"], note=_written(note), at=at, more=more)


def raise_tier(comment: Comment, by, *, note: str, at: datetime | None = None) -> Decision:
    """Marks the words as high distress: off the site if they were there, to the urgent queue, with an alert."""
    at = at or timezone.now()
    more = {
        "tier": Tier.HIGH,
        "queue": Queue.URGENT,
        "priority": priority_of(Queue.URGENT, Tier.HIGH),
        "lowered_at": None,
        "lowered_by": None,
        "acknowledged_at": None,
        "acknowledged_by_id": None,
        "alerts": 0,
        **contacts.sealed(comment.text, comment.name, comment.email, comment.findings, comment.digest_key),
    }
    with transaction.atomic():
        decision = decide(comment, by, MOVES["raise"], note=_written(note), at=at, more=more)
        alert(comment, at)
        transaction.on_commit(empty_the_log)
    return decision


def close(comment: Comment, by, *, note: str, checked: bool = False, at: datetime | None = None) -> Decision:
    """Ends the work on a message of high distress, which stays unpublished and is erased 90 days later at most.

    Needs the checklist (`checked`), what was done (`note`), and another person than who acknowledged it; where no
    other account could do it, the decision is marked "decided alone". Raises ReasonMissing, SecondPersonNeeded,
    contacts.SealedShut.
    """
    contacts.must_open(comment)
    if not checked:
        raise ReasonMissing(_("Go through the checklist and tick it."))
    note = _written(note)
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    acted = took_first_steps(comment) or {by.pk}
    if comment.acknowledged_at is None and others_can_decide(by, acted):
        raise SecondPersonNeeded(
            False, gettext("Nobody is looking after it yet. Say so first; then another person closes it.")
        )
    alone = needs_nobody_else(by, acted, note=note, checked=checked)
    return decide(comment, by, MOVES["close"], note=note, at=at, alone=alone)


def take_back_token(comment: Comment) -> str:
    """What lets the writer delete her message from the answer page, once and within a week."""
    return signing.dumps([comment.pk, _proof(comment)], salt=SALT)


def find_by_token(token: str) -> Comment | None:
    """The message that a token belongs to, deleted already or not; None for anything else."""
    try:
        number, proof = signing.loads(token, salt=SALT, max_age=TOKEN_HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    comment = Comment.objects.filter(pk=number, erased_at=None).first()
    # Numbers can be given out again after a deletion; the key of the comment cannot.
    return comment if comment and constant_time_compare(proof, _proof(comment)) else None


def take_back(comment: Comment, *, at: datetime | None = None) -> bool:
    """Deletes a message at its writer's wish: out of every ordinary view at once, erased 72 hours later.

    Alerts go on until somebody has seen it. False when it was deleted before.
    """
    at = at or timezone.now()
    while comment.status != Status.WITHDRAWN and comment.erased_at is None:
        changes = {
            "status": Status.WITHDRAWN,
            "taken_back_at": at,
            "decided_at": at,
            "decided_by": None,
            "decided_by_name": name_of(None),
            "text_digest": None,
        }
        try:
            carry_out(comment, None, changes, recorded_as="delete comment as its writer", at=at)
        except AlreadyDecided:  # a moderator was faster; now it is what she made of it
            continue
        return True
    return False


def _proof(comment: Comment) -> str:
    return salted_hmac(SALT, f"{comment.pk}:{comment.digest_key}", algorithm="sha256").hexdigest()


def _written(note: str) -> str:
    if not note.strip():
        raise ReasonMissing(_("Write down why, in your own words and without quoting the message."))
    return note.strip()
