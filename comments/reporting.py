"""Readers' reports about published comments: taken, screened, and dealt with by staff."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from clinic.record import record
from comments import posting
from comments.duty import alert
from comments.models import Comment, Queue, Report, Tier
from comments.network import network_hash
from comments.triage import Triage

WINDOW, MOST = timedelta(hours=1), 10  # reports of one network; of worry there is no limit but a wider one
MOST_OF_WORRY = 30
WAIT = gettext_lazy(
    "Many reports have come from your network lately. Your words are kept below: send them again in an hour."
)


class TooManyReports(Exception):
    """This network has sent too many reports lately."""


def report(comment: Comment, *, why: str, text: str, seen: Triage, address: str, at: datetime | None = None) -> Report:
    """Stores a report about a published comment and returns it. `seen` is what the screens saw in its words.

    Worry about the writer, or words that may be about danger, go straight to the urgent queue and alert those on duty;
    words of high distress are report_in_distress()'s. The same report from one network within an hour is one. Raises
    TooManyReports.
    """
    at = at or timezone.now()
    if text and seen.tier == Tier.HIGH:
        raise ValueError("Words of high distress go to the urgent queue.")
    urgent = why == Report.Why.WORRIED or seen.queue == Queue.URGENT
    with transaction.atomic():
        return _take(comment, why, text, seen, network_hash(address, at), at, urgent=urgent, alerts=urgent)


def report_in_distress(
    comment: Comment, *, why: str, text: str, seen: Triage, address: str, at: datetime | None = None
) -> tuple[Comment, posting.Draft]:
    """Stores words of high distress as an urgent message, sealed and alerting like any other, and beside it a report
    without words that leads to the comment they were sent about. Returns the message and what was sent.

    Raises posting.TooMany beyond the limit of urgent messages; a limit of reports loses none.
    """
    at = at or timezone.now()
    # The number and not the name: what is erased of one comment may not live on in another.
    draft = posting.Draft("", "", text, feedback_on=gettext("Report of comment %(number)d") % {"number": comment.pk})
    with transaction.atomic():
        message = posting.submit(comment.article, draft, address=address, now=at, seen=seen)
        silent = Triage(tier=Tier.HIGH, queue=Queue.URGENT)
        with suppress(TooManyReports):
            _take(comment, why, "", silent, network_hash(address, at), at, urgent=True, alerts=False)
    return message, draft


def _take(comment, why: str, text: str, seen: Triage, network: str, at: datetime, *, urgent: bool, alerts: bool):
    recent = Report.objects.filter(network_hash=network, sent_at__gt=at - WINDOW)
    if same := recent.filter(comment=comment, why=why, text=text, tier=seen.tier).first():
        return same
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
    if alerts:
        alert(made, at)
    return made


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
