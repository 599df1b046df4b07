"""How long words are kept (safety.md, section 3). Erased means gone from the database's files as well."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from comments.duty import alert, due_alerts, due_feedback, due_reports, forget_late_alerts
from comments.models import Comment, Feedback, NetworkKey, Queue, Report, RetentionDay, Status, Tier
from comments.network import KEEP_KEYS
from jobs.registry import sweep

KEEP_DECIDED = {
    Status.SPAM: timedelta(days=7),
    Status.REJECTED: timedelta(days=30),
    Status.WITHDRAWN: timedelta(days=7),
    Status.CLOSED: timedelta(days=90),
}
KEEP_TAKEN_BACK = timedelta(hours=72)  # an urgent message that its writer deleted; she was told so beforehand
KEEP_WAITING = timedelta(days=90)
KEEP_EMAIL = timedelta(days=2)  # that nobody has confirmed
KEEP_CONFIRMED_EMAIL = timedelta(days=30)  # after the last notice
KEEP_REPORT = timedelta(days=90)
KEEP_FEEDBACK = timedelta(days=90)  # after it was sent, dealt with or not; nothing urgent goes unread
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
    answered = Exists(Comment.objects.filter(parent=OuterRef("pk")))
    overdue = Comment.objects.filter(_past_its_time(now)).order_by()
    # Replies first: a comment that nobody answers any more can then go altogether.
    words = in_batches(overdue.exclude(parent=None), QuerySet.delete)
    words += in_batches(overdue.filter(~answered, parent=None), QuerySet.delete)
    words += in_batches(overdue.filter(answered, erased_at=None), lambda rows: empty(rows, now))
    addresses = in_batches(_addresses_past_their_time(now), lambda rows: rows.update(email="", email_confirmed_at=None))
    old = Q(handled_at__lte=now - KEEP_REPORT)
    old |= Q(handled_at=None, sent_at__lte=now - KEEP_REPORT) & ~Q(queue=Queue.URGENT)  # nothing urgent goes unread
    words += Report.objects.filter(old).delete()[0]
    unread = Q(queue=Queue.URGENT, handled_at=None)
    words += Feedback.objects.filter(~unread, sent_at__lte=now - KEEP_FEEDBACK).delete()[0]
    networks = forget_networks(now)
    note_run(now, words=words, addresses=addresses, networks=networks)
    empty_the_log()
    return words + addresses + networks


def note_run(now: datetime, **removed: int) -> None:
    """Adds to the day's line, for owners: that it ran, and how many were past their time."""
    day = timezone.localdate(now)
    RetentionDay.objects.get_or_create(day=day, defaults={"at": now})
    more = {name: F(name) + number for name, number in removed.items()}
    RetentionDay.objects.filter(day=day).update(at=now, **more)
    RetentionDay.objects.filter(day__lt=day - KEEP_RUNS).delete()


def _past_its_time(now: datetime) -> Q:
    undecided = Q(status=Status.PENDING, waiting_since__lte=now - KEEP_WAITING)
    # Nothing urgent goes unread, and high distress not before somebody has closed it.
    past = undecided & ~Q(tier=Tier.HIGH) & ~Q(queue=Queue.URGENT, acknowledged_at=None)
    past |= Q(taken_back_at__lte=now - KEEP_TAKEN_BACK)
    for status, kept in KEEP_DECIDED.items():
        past |= Q(status=status, decided_at__lte=now - kept)
    return past


def _addresses_past_their_time(now: datetime) -> QuerySet[Comment]:
    """Unconfirmed ones after two days; confirmed ones thirty days after the last mail, or when nothing ever came."""
    unconfirmed = Q(email_confirmed_at=None, submitted_at__lte=now - KEEP_EMAIL)
    told = Q(email_confirmed_at__isnull=False, noticed_at__lte=now - KEEP_CONFIRMED_EMAIL)
    never = Q(email_confirmed_at__lte=now - KEEP_WAITING, noticed_at=None)
    return Comment.objects.filter(unconfirmed | told | never).exclude(email="").order_by()


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
