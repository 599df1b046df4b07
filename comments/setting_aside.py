"""Saying that the screens were wrong about the result of a treatment, so that a country's rule does not bind the words.

A song about a storm that “got better overnight” tells no result, and no rule may keep it out for ever. One person sets
the finding aside with a reason; publishing then needs another, as with lowered distress.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment, Decision, Queue, Status, Tier
from comments.moderation import ReasonMissing
from comments.outcomes import is_outcome, tells_outcome
from comments.trail import AlreadyDecided, carry_out
from comments.triage import priority_of, queue_of


def can_set_aside(comment: Comment) -> bool:
    """While it waits and is not of high distress, which is never published anyway."""
    waits = comment.status == Status.PENDING and not comment.is_staff_reply and not comment.erased_at
    return waits and comment.tier != Tier.HIGH and tells_outcome(comment)


def set_aside(comment: Comment, by, *, note: str, at: datetime | None = None) -> Decision:
    """Marks every finding of a treatment's result in the comment as a mistake. Raises ReasonMissing, AlreadyDecided."""
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if not note.strip():
        raise ReasonMissing(_("Write down why these words tell no result of a treatment, without quoting them."))
    if not can_set_aside(comment):
        comment.refresh_from_db()
        raise AlreadyDecided(comment)
    at = at or timezone.now()
    findings = [finding | {"aside": True} if is_outcome(finding) else finding for finding in comment.findings]
    queue = comment.queue
    if queue != Queue.URGENT:
        queue = queue_of([finding for finding in findings if not finding.get("aside")], comment.tier)
    changes = {
        "findings": findings,
        "queue": queue,
        "priority": priority_of(queue, comment.tier),
        "set_aside_at": at,
        "set_aside_by": by,
    }
    rules = sorted({f"{finding['screen']}/{finding['rule']}" for finding in findings if finding.get("aside")})
    recorded = "set finding of a result aside"
    return carry_out(comment, by, changes, recorded_as=recorded, at=at, note=note.strip()[:500], set_aside=rules)
