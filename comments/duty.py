"""Those on duty for urgent messages: alerting them without a word of the text until somebody acknowledges."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.models import User
from clinic.record import record
from clinic.roles import CLINICIAN, MODERATOR, OWNER, has_role
from comments.models import Comment, Feedback, Queue, Report, Status
from jobs import calls
from jobs.mail import delete_unsent, queue_mail
from jobs.models import OutboxMail

REPEAT_EVERY = timedelta(minutes=15)
REPEATS_BEFORE_OWNERS = 4
# The kind of an urgent row, and the page that its alert leads to.
PAGES: dict[type, tuple[str, str]] = {
    Comment: ("urgent", "admin:comments_comment_acknowledge"),
    Report: ("report", "admin:comments_report_acknowledge"),
    Feedback: ("feedback", "admin:comments_feedback_acknowledge"),
}
RECORDED_AS: dict[type, str] = {
    Comment: "acknowledge urgent comment",
    Report: "acknowledge urgent report",
    Feedback: "acknowledge urgent feedback",
}
# A message that its writer has deleted may still be from somebody in danger, so it alerts on until seen.
ALERTING = (Status.PENDING, Status.WITHDRAWN)


def is_on_duty(user) -> bool:
    """Whether this account answers for urgent messages. There is no roster: moderators and clinicians do."""
    return has_role(user, MODERATOR, CLINICIAN)


def may_acknowledge(user) -> bool:
    """Owners are the second contact: they may stop the alerts, though they do not read the queue."""
    return has_role(user, MODERATOR, CLINICIAN, OWNER)


def on_duty() -> QuerySet[User]:
    """The accounts that are alerted."""
    return _active(MODERATOR, CLINICIAN)


def others_can_decide(by, acted: Collection[int] = ()) -> bool:
    """Whether another active account could take a second decision about a comment: none of those that `acted` on it."""
    return colleagues_of(by).exclude(pk__in=acted).exists()


def colleagues_of(by) -> QuerySet[User]:
    """The other active accounts that decide about comments."""
    may_decide = Permission.objects.filter(content_type__app_label="comments", codename="moderate_comment")
    able = Q(groups__permissions__in=may_decide) | Q(user_permissions__in=may_decide) | Q(is_superuser=True)
    found = User.objects.filter(able, is_active=True, is_staff=True).exclude(pk=by.pk)
    return found.distinct().order_by("display_name", "pk")


def alert(row: Comment | Report | Feedback, now: datetime) -> bool:
    """Queues one mail to each person on duty and sets the next time; False when another process was faster.

    `row` is an urgent message, report or word about an article. From the fourth repeat on the owners get it too, and
    at once where nobody is on duty.
    """
    number = row.alerts + 1
    unseen: dict[str, None] = {"acknowledged_at": None}
    if isinstance(row, Report | Feedback):
        unseen["handled_at"] = None
    with transaction.atomic():
        claimed = (
            type(row)
            .objects.filter(pk=row.pk, alerts=row.alerts, **unseen)
            .update(alerts=number, next_alert_at=now + REPEAT_EVERY)
        )
        if not claimed:
            return False
        recipients = set(on_duty())
        if number > REPEATS_BEFORE_OWNERS or not recipients:
            recipients |= set(_active(OWNER)) or set(_superusers())
        for user in recipients:
            _mail(row, user, number)
        _call(row, number)
    row.alerts, row.next_alert_at = number, now + REPEAT_EVERY
    return True


def due_alerts(now: datetime) -> QuerySet[Comment]:
    """Urgent messages that nobody has acknowledged, whose next alert has come."""
    waiting = Comment.objects.filter(queue=Queue.URGENT, status__in=ALERTING, acknowledged_at=None, erased_at=None)
    return waiting.filter(next_alert_at__lte=now).order_by("next_alert_at")


def due_reports(now: datetime) -> QuerySet[Report]:
    """Urgent reports that nobody has acknowledged or dealt with, whose next alert has come."""
    return Report.objects.filter(handled_at=None, acknowledged_at=None, next_alert_at__lte=now).order_by(
        "next_alert_at"
    )


def due_feedback(now: datetime) -> QuerySet[Feedback]:
    """The same of words about articles."""
    return Feedback.objects.filter(handled_at=None, acknowledged_at=None, next_alert_at__lte=now).order_by(
        "next_alert_at"
    )


def acknowledge(row: Comment | Report | Feedback, by, *, at: datetime | None = None) -> bool:
    """Says “I am looking after it”, which ends the alerts. False when somebody else had said so already."""
    if not may_acknowledge(by):
        raise PermissionDenied
    with transaction.atomic():
        unseen = type(row).objects.filter(pk=row.pk, queue=Queue.URGENT, acknowledged_at=None)
        changed = unseen.update(acknowledged_at=at or timezone.now(), acknowledged_by=by, next_alert_at=None)
        if changed:
            record(by, RECORDED_AS[type(row)], row)
            calls.delete_unsent(key_of(row))
    row.refresh_from_db()
    return bool(changed)


def pass_on(row: Comment | Report | Feedback, by, *, at: datetime | None = None) -> bool:
    """Alerts everybody on duty again at once, for whoever cannot look after it herself. False once somebody does."""
    if not may_acknowledge(by):
        raise PermissionDenied
    with transaction.atomic():
        waits = row.queue == Queue.URGENT and row.next_alert_at is not None
        alerted = waits and alert(row, at or timezone.now())
        if alerted:
            record(by, "alert again", row)
    return alerted


def _active(*roles: str) -> QuerySet[User]:
    return User.objects.filter(groups__name__in=roles, is_active=True, is_staff=True).distinct()


def _superusers() -> QuerySet[User]:
    return User.objects.filter(is_superuser=True, is_active=True, is_staff=True)


def _call(row: Comment | Report | Feedback, number: int) -> None:
    """The same for the clinic's own alarm system, where one is set. What could not be told so far is told by this."""
    calls.delete_unsent(key_of(row))
    calls.queue_call("urgent", dedupe_key=f"{key_of(row)}{number}", alert=number, link=_address_of(row))


def _address_of(row: Comment | Report | Feedback) -> str:
    """The page on which somebody says that she looks after it. It shows nothing of the message."""
    return settings.SITE_URL.rstrip("/") + reverse(PAGES[type(row)][1], args=[row.pk])


def _mail(row: Comment | Report | Feedback, user: User, number: int) -> None:
    """No word of the message, its writer or its article: mail is read on locked screens and by other people."""
    # What could not be sent so far says the same: one alert arrives when the mail server is back, not one for each
    # quarter of an hour.
    since = delete_unsent(key_of(row), failed_to=user.email)
    body = _(
        "A message on the site may come from somebody in danger, or be about somebody in danger.\n\n"
        "Open this page and say that you are looking after it. It shows nothing of the message:\n"
        "%(address)s\n\n"
        "This is alert number %(number)d. It is repeated every 15 minutes until somebody has done so.\n"
    ) % {"address": _address_of(row), "number": number}
    queue_mail(
        to=user.email,
        subject=_("Urgent: a message on the site needs somebody now"),
        body=body,
        dedupe_key=f"{key_of(row)}{number}:{user.pk}",
        since=since,
    )


def key_of(row: Comment | Report | Feedback) -> str:
    return f"comments.{PAGES[type(row)][0]}:{row.pk}:"


def forget_late_alerts() -> int:
    """Deletes alerts that could not be sent so far, about what somebody looks after by now or dealt with. Returns how
    many."""
    begin = Q()
    for kind, _page in PAGES.values():
        begin |= Q(dedupe_key__startswith=f"comments.{kind}:")
    late = OutboxMail.objects.filter(begin, sent_at=None, tries__gt=0)
    keys = {mail.pk: mail.dedupe_key for mail in late.only("dedupe_key")}
    needless = [pk for pk, key in keys.items() if not _still_alerts(*key.removeprefix("comments.").split(":")[:2])]
    return OutboxMail.objects.filter(pk__in=needless, sent_at=None).delete()[0] if needless else 0


def _still_alerts(kind: str, pk: str) -> bool:
    model = next(model for model, (its, _page) in PAGES.items() if its == kind)
    return model.objects.filter(pk=pk, acknowledged_at=None, next_alert_at__isnull=False).exists()
