"""Who is reading which comment, so that two people do not work on the same one unaware. A claim ends by itself."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clinic.models import User
from clinic.record import record
from comments.models import Comment, Status

HOLDS = timedelta(minutes=10)
HANDED_OVER_HOLDS = timedelta(hours=1)


def nobody_else_reads(user, now: datetime) -> Q:
    """Comments that `user` may take without disturbing anybody."""
    # An account that was switched off reads nothing any more. Asked for by number: a join would keep claim() below
    # from being one conditional UPDATE.
    left = Q(claimed_by__in=User.objects.filter(is_active=False).values("pk"))
    return Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(claimed_by=user) | left


def is_read_by_other(comment: Comment, user, now: datetime) -> bool:
    held = comment.claimed_until is not None and comment.claimed_until > now
    return held and comment.claimed_by_id not in (None, user.pk) and comment.claimed_by.is_active


def claim(comment: Comment, by, *, at: datetime | None = None) -> bool:
    """Says “I am reading it” for ten minutes, or for ten more. False when somebody else does, or it is decided."""
    _may_read(by)
    at = at or timezone.now()
    free = Comment.objects.filter(nobody_else_reads(by, at), pk=comment.pk, status=Status.PENDING)
    until = at + HOLDS
    if comment.claimed_by_id == by.pk and comment.claimed_until and comment.claimed_until > until:
        until = comment.claimed_until  # handed over for longer
    if not free.update(claimed_by=by, claimed_until=until):
        comment.refresh_from_db(fields=["claimed_by", "claimed_until", "status"])
        return False
    comment.claimed_by, comment.claimed_until = by, until
    return True


def take_over(comment: Comment, by, *, at: datetime | None = None) -> bool:
    """Takes the comment from whoever reads it, on record. False when it has been decided."""
    _may_read(by)
    return _give_to(comment, by, by, "take over comment", (at or timezone.now()) + HOLDS)


def hand_over(comment: Comment, by, to, *, at: datetime | None = None) -> bool:
    """Gives the comment to a colleague, for an hour. False when it has been decided.

    Raises PermissionDenied when the colleague could not decide about it.
    """
    _may_read(by)
    if not (to.is_active and to.is_staff and to.has_perm("comments.moderate_comment")):
        raise PermissionDenied
    return _give_to(comment, by, to, "hand over comment", (at or timezone.now()) + HANDED_OVER_HOLDS)


def let_go(comment: Comment, by) -> bool:
    """Ends one's own claim. False when there was none."""
    mine = Comment.objects.filter(pk=comment.pk, claimed_by=by)
    return bool(mine.update(claimed_by=None, claimed_until=None))


def _give_to(comment: Comment, by, to, action: str, until: datetime) -> bool:
    with transaction.atomic():
        waiting = Comment.objects.filter(pk=comment.pk, status=Status.PENDING)
        if not waiting.update(claimed_by=to, claimed_until=until):
            return False
        record(by, action, comment, note="" if to == by else str(to))
    comment.claimed_by, comment.claimed_until = to, until
    return True


def _may_read(by) -> None:
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
