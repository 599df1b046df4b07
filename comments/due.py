"""How long words are kept (safety.md, section 3). Erased means gone from the database's files as well."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from clinic.profile import get_profile
from clinic.retention import Kept
from comments.duty import alert, due_alerts, due_feedback, due_reports, forget_late_alerts
from comments.models import Comment, Feedback, NetworkKey, Queue, Report, RetentionDay, Status, Tier
from comments.network import KEEP_KEYS
from jobs.registry import sweep

# What an owner may shorten is in clinic/retention.py; this is what a decided comment is there.
PERIODS = {
    Status.SPAM: "spam",
    Status.REJECTED: "rejected",
    Status.WITHDRAWN: "withdrawn",
    Status.CLOSED: "closed",
}
KEEP_TAKEN_BACK = timedelta(hours=72)  # an urgent message that its writer deleted; she was told so beforehand
KEEP_RUNS = timedelta(days=400)
AT_ONCE = 500  # so that nobody who is sending a comment waits long for the database


@sweep("comments.alerts")
def repeat_alerts(now: datetime) -> int:
    """Alerts again about urgent messages that nobody has acknowledged; returns about how many."""
    rows = [*due_alerts(now)[:AT_ONCE], *due_reports(now)[:AT_ONCE], *due_feedback(now)[:AT_ONCE]]
    return sum(alert(row, now) for row in rows)


@sweep("comments.alerts too late", every=timedelta(seconds=30))
def drop_late_alerts(now: datetime) -> int:
    """Deletes alerts that a mail server has not taken so far, once somebody looks after what they are about."""
    return forget_late_alerts()


@sweep("comments.retention", every=timedelta(hours=1))
def keep_no_longer(now: datetime) -> int:
    """Erases what is past its time and returns how many rows that were. Safe to run any number of times."""
    kept = get_profile().kept
    words = erase_comments(now, kept)
    forgotten = _addresses_past_their_time(now, kept)
    addresses = in_batches(forgotten, lambda rows: rows.update(email="", email_confirmed_at=None))
    words += _reports_past_their_time(now, kept).delete()[0]
    words += _feedback_past_its_time(now, kept).delete()[0]
    networks = forget_networks(now)
    note_run(now, words=words, addresses=addresses, networks=networks)
    empty_the_log()
    return words + addresses + networks


def erase_comments(now: datetime, kept: Kept) -> int:
    answered = Exists(Comment.objects.filter(parent=OuterRef("pk")))
    overdue = Comment.objects.filter(_past_its_time(now, kept)).order_by()
    # Replies first: a comment that nobody answers any more can then go altogether.
    words = in_batches(overdue.exclude(parent=None), QuerySet.delete)
    words += in_batches(overdue.filter(~answered, parent=None), QuerySet.delete)
    return words + in_batches(overdue.filter(answered, erased_at=None), lambda rows: empty(rows, now))


def overdue(now: datetime, kept: Kept) -> dict[str, int]:
    """How much the next run would erase if these were the times."""
    return {
        "words": Comment.objects.filter(_past_its_time(now, kept), erased_at=None).count()
        + _reports_past_their_time(now, kept).count()
        + _feedback_past_its_time(now, kept).count(),
        "addresses": _addresses_past_their_time(now, kept).count(),
    }


def note_run(now: datetime, **removed: int) -> None:
    """Adds to the day's line, for owners: that it ran, and how many were past their time."""
    day = timezone.localdate(now)
    RetentionDay.objects.get_or_create(day=day, defaults={"at": now})
    more = {name: F(name) + number for name, number in removed.items()}
    RetentionDay.objects.filter(day=day).update(at=now, **more)
    RetentionDay.objects.filter(day__lt=day - KEEP_RUNS).delete()


def _kept_too_long(kept: Kept, period: str, since: str, sent: str, now: datetime) -> Q:
    """Since that moment longer than the period lasts, or than its sender was told."""
    too_long = Q(**{f"{since}__lte": now - kept.time(period)})
    for one in kept.earlier(period):
        too_long |= Q(**{f"{since}__lte": now - timedelta(days=one.days), f"{sent}__lt": one.until})
    return too_long


def _past_its_time(now: datetime, kept: Kept) -> Q:
    undecided = Q(status=Status.PENDING) & _kept_too_long(kept, "waiting", "waiting_since", "submitted_at", now)
    # Nothing urgent goes unread, and high distress not before somebody has closed it.
    past = undecided & ~Q(tier=Tier.HIGH) & ~Q(queue=Queue.URGENT, acknowledged_at=None)
    past |= Q(taken_back_at__lte=now - KEEP_TAKEN_BACK)
    for status, period in PERIODS.items():
        past |= Q(status=status) & _kept_too_long(kept, period, "decided_at", "submitted_at", now)
    return past


def _addresses_past_their_time(now: datetime, kept: Kept) -> QuerySet[Comment]:
    """Unconfirmed ones, counted from sending; confirmed ones from the last mail, or from then where none ever came."""

    def too_long(period: str, since: str) -> Q:
        return _kept_too_long(kept, period, since, "submitted_at", now)

    unconfirmed = Q(email_confirmed_at=None) & too_long("email", "submitted_at")
    told = Q(email_confirmed_at__isnull=False) & too_long("confirmed", "noticed_at")
    never = Q(noticed_at=None) & too_long("waiting", "email_confirmed_at")
    return Comment.objects.filter(unconfirmed | told | never).exclude(email="").order_by()


def _reports_past_their_time(now: datetime, kept: Kept) -> QuerySet[Report]:
    unread = Q(handled_at=None) & _kept_too_long(kept, "report", "sent_at", "sent_at", now)
    unread &= ~Q(queue=Queue.URGENT)  # nothing urgent goes unread
    return Report.objects.filter(_kept_too_long(kept, "report", "handled_at", "sent_at", now) | unread)


def _feedback_past_its_time(now: datetime, kept: Kept) -> QuerySet[Feedback]:
    """After it was sent, dealt with or not; nothing urgent goes unread."""
    unread = Q(queue=Queue.URGENT, handled_at=None)
    return Feedback.objects.filter(~unread, _kept_too_long(kept, "feedback", "sent_at", "sent_at", now))


def in_batches(rows: QuerySet[Comment], act: Callable[[QuerySet[Comment]], object]) -> int:
    done = 0
    while numbers := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            act(rows.filter(pk__in=numbers))  # asked again: a moderator may have been faster
        done += len(numbers)
    return done


def empty(rows: QuerySet[Comment], now: datetime) -> None:
    """Leaves a shell of a comment that others have answered: their words are not ours to delete with it."""
    gone = dict.fromkeys(("name", "email", "text", "sealed", "decision_note", "network_hash", "digest_key"), "")
    rows.update(
        **gone,
        access_salt="",
        access_digest=None,
        submission=None,
        email_confirmed_at=None,
        findings=[],
        text_digest=None,
        next_alert_at=None,
        erased_at=now,
    )


def forget_networks(now: datetime) -> int:
    """After a week neither the day's key nor a hash made with it is left."""
    keys, _by_model = NetworkKey.objects.filter(day__lt=(now - KEEP_KEYS).astimezone(UTC).date()).delete()
    hashes = Comment.objects.filter(submitted_at__lte=now - KEEP_KEYS).exclude(network_hash="").order_by()
    reports = Report.objects.filter(sent_at__lte=now - KEEP_KEYS).exclude(network_hash="").update(network_hash="")
    reports += Feedback.objects.filter(sent_at__lte=now - KEEP_KEYS).exclude(network_hash="").update(network_hash="")
    return keys + reports + in_batches(hashes, lambda rows: rows.update(network_hash=""))


def empty_the_log() -> None:
    """SQLite keeps deleted words in its write-ahead log until then. Impossible inside a transaction."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
