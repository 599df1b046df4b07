"""Asking a clinician: the comment leaves the moderators' reading order until a clinician gives it back with a note."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.models import User
from clinic.roles import CLINICIAN, has_role
from comments.models import Comment, Decision, Status
from comments.moderation import ReasonMissing
from comments.trail import AlreadyDecided, carry_out
from jobs.mail import queue_mail


def can_escalate(comment: Comment) -> bool:
    usual = comment.status == Status.PENDING and not comment.is_staff_reply and not comment.erased_at
    return usual and comment.escalated_at is None


def escalate(comment: Comment, by, *, note: str, at: datetime | None = None) -> Decision:
    """Puts the comment on the clinicians' list with a question (`note`), and tells them by mail that something waits.

    Raises ReasonMissing without a question, AlreadyDecided when it no longer waits or is with a clinician already.
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if not note.strip():
        raise ReasonMissing(_("Write down what the clinician should look at, without quoting the comment."))
    if not can_escalate(comment):
        comment.refresh_from_db()
        raise AlreadyDecided(comment)
    at = at or timezone.now()
    changes = {"escalated_at": at, "clinician_seen_at": None, "claimed_by": None, "claimed_until": None}
    with transaction.atomic():
        recorded = "escalate comment to clinician"
        decision = carry_out(comment, by, changes, recorded_as=recorded, at=at, note=note.strip()[:500])
        for clinician in User.objects.filter(groups__name=CLINICIAN, is_active=True, is_staff=True):
            _tell(clinician, comment, at)
    return decision


def give_back(comment: Comment, by, *, note: str, at: datetime | None = None) -> Decision:
    """The clinician's answer to the moderators, in a note. Raises ReasonMissing, AlreadyDecided."""
    if not has_role(by, CLINICIAN):
        raise PermissionDenied
    if not note.strip():
        raise ReasonMissing(_("Write down what you think, for the moderators, without quoting the comment."))
    if comment.escalated_at is None or comment.status != Status.PENDING or comment.erased_at:
        comment.refresh_from_db()
        raise AlreadyDecided(comment)
    at = at or timezone.now()
    changes = {"escalated_at": None, "clinician_seen_at": at}
    return carry_out(comment, by, changes, recorded_as="give comment back", at=at, note=note.strip()[:500])


def _tell(clinician: User, comment: Comment, at: datetime) -> None:
    """One mail a person and hour, without a word of the comment, its writer or its article."""
    address = settings.SITE_URL.rstrip("/") + reverse("admin:comments_comment_queue") + "?queue=clinician"
    queue_mail(
        to=clinician.email,
        subject=_("Moderators ask for a clinician"),
        body=_("Moderators ask what you think of a message on the site. Sign in to read it:\n%(address)s\n")
        % {"address": address},
        dedupe_key=f"comments.escalated:{clinician.pk}:{at:%Y%m%d%H}",
    )
