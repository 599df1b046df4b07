"""Readers' reports about published comments: taken, screened, and dealt with by staff."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clinic.record import record
from comments.duty import alert
from comments.models import Comment, Queue, Report, Tier
from comments.network import network_hash
from comments.triage import Triage, triage

WINDOW, MOST = timedelta(hours=1), 10  # reports of one network; of worry there is no limit but a wider one
MOST_OF_WORRY = 30
WAIT = gettext_lazy(
    "Many reports have come from your network lately. Your words are kept below: send them again in an hour."
)


class TooManyReports(Exception):
    """This network has sent too many reports lately."""


def report(comment: Comment, *, why: str, text: str, address: str, at: datetime | None = None) -> tuple[Report, Triage]:
    """Stores a report about a published comment and returns it with what the screens saw in its words.

    Worry about the writer, or words of distress, go straight to the urgent queue and alert those on duty. The same
    report from one network within an hour is one. Raises TooManyReports.
    """
    at = at or timezone.now()
    seen = triage(text) if text else Triage()
    urgent = why == Report.Why.WORRIED or seen.tier == Tier.HIGH or seen.queue == Queue.URGENT
    network = network_hash(address, at)
    recent = Report.objects.filter(network_hash=network, sent_at__gt=at - WINDOW)
    with transaction.atomic():
        if same := recent.filter(comment=comment, why=why, text=text).first():
            return same, seen
        if recent.count() >= (MOST_OF_WORRY if urgent else MOST):
            raise TooManyReports
        made = Report.objects.create(
            comment=comment,
            why=why,
            text=text,
            findings=seen.findings,
            tier=seen.tier,
            queue=Queue.URGENT if urgent else seen.queue,
            sent_at=at,
            network_hash=network,
        )
        if urgent:
            alert(made, at)
    return made, seen


def handle(made: Report, by, *, note: str, at: datetime | None = None) -> bool:
    """Says that a report is dealt with, and how. False when somebody else was faster."""
    if not by.has_perm("comments.view_report"):
        raise PermissionDenied
    with transaction.atomic():
        changed = Report.objects.filter(pk=made.pk, handled_at=None).update(
            handled_at=at or timezone.now(), handled_by=by, handled_note=note[:500], next_alert_at=None
        )
        if changed:
            record(by, "handle report", made.comment)
    made.refresh_from_db()
    return bool(changed)
