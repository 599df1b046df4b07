"""Who is reading which comment, so that two people do not work on the same one unaware. A claim ends by itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.models import User
from clinic.record import record
from comments.models import Comment, Status
from comments.trail import add_to_trail, name_of, read_now
from jobs.mail import queue_mail

HOLDS = timedelta(minutes=10)
HANDED_OVER_HOLDS = timedelta(hours=1)
PRESSED_TWICE = timedelta(minutes=1)  # within it the same hand-over is no second one


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


def hand_over(comment: Comment, by, to, *, note: str = "", at: datetime | None = None) -> bool:
    """Gives the comment to a colleague, for an hour, and tells them by mail. False when it has been decided.

    `note` says what the colleague should know, without the words of the comment; it is kept in the trail. Raises
    PermissionDenied when the colleague could not decide about it.
    """
    _may_read(by)
    if not (to.is_active and to.is_staff and to.has_perm("comments.moderate_comment")):
        raise PermissionDenied
    at, note = at or timezone.now(), note.strip()[:500]
    before = handed_over_at(comment)
    if before and comment.claimed_by_id == to.pk and at - before < PRESSED_TWICE:
        return True
    with transaction.atomic():
        if not _give_to(comment, by, to, "hand over comment", at + HANDED_OVER_HOLDS):
            return False
        if note:
            seen = read_now(comment, at)
            add_to_trail(comment, by, comment.status, at=at, note=note, from_tier=comment.tier, **seen)
        if to != by:
            _tell(to, by, comment, at)
    return True


def handed_over_at(comment: Comment) -> datetime | None:
    """When it was given to whoever holds it now, had it been handed over: what was noted then stands in the trail."""
    return comment.claimed_until and comment.claimed_until - HANDED_OVER_HOLDS


def let_go(comment: Comment, by) -> bool:
    """Ends one's own claim. False when there was none."""
    mine = Comment.objects.filter(pk=comment.pk, claimed_by=by)
    return bool(mine.update(claimed_by=None, claimed_until=None))


def _give_to(comment: Comment, by, to, action: str, until: datetime) -> bool:
    with transaction.atomic():
        waiting = Comment.objects.filter(pk=comment.pk, status=Status.PENDING, erased_at=None)
        if not waiting.update(claimed_by=to, claimed_until=until):
            return False
        record(by, action, comment, note="" if to == by else str(to))
    comment.claimed_by, comment.claimed_until = to, until
    return True


def _tell(to: User, by: User, comment: Comment, at: datetime) -> None:
    """A mail without a word of the comment, its writer or its article, and without the note; none once it is over."""
    until = at + HANDED_OVER_HOLDS
    body = _(
        "%(who)s has handed a message on the staff desk to you, until %(time)s. Sign in to read it:\n%(address)s\n"
    )
    told = {
        "who": name_of(by),
        "time": date_format(timezone.localtime(until), "P"),
        "address": settings.SITE_URL.rstrip("/") + reverse("admin:comments_comment_change", args=[comment.pk]),
    }
    queue_mail(
        to=to.email,
        subject=_("A message on the staff desk was handed to you"),
        body=body % told,
        dedupe_key=f"comments.handed:{comment.pk}:{to.pk}:{at:%Y%m%d%H%M}",
        useful_until=until,
    )


def _may_read(by) -> None:
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
