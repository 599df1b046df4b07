"""Mail through the outbox: written with the change that causes it, sent by the worker."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Min, Q
from django.utils import timezone

from jobs.deadline import within
from jobs.models import OutboxMail
from jobs.registry import sweep
from jobs.work import PROCESS_DIED, run_batch, try_once_more

WHOLE_PATIENCE = 60  # seconds for one mail; settings.EMAIL_TIMEOUT is for each of the server's words
KEPT = timedelta(days=7)  # safety.md: outbox 7 days after sending
# Mail that was given up is tried again by itself: so old, after such a pause. Older mail waits for a person.
ONCE_MORE = ((timedelta(days=1), timedelta(hours=1)), (timedelta(days=4), timedelta(hours=4)))


def queue_mail(
    *,
    to: str,
    subject: str,
    body: str,
    dedupe_key: str = "",
    unsubscribe: str = "",
    useful_until: datetime | None = None,
    since: datetime | None = None,
) -> None:
    """Writes a mail to the outbox, in the caller's transaction: rolled back with it, sent only after its
    commit.

    A second mail with the same `dedupe_key` is not written, for as long as the first is kept (seven days
    after sending). The subject becomes one line of at most 200 characters. `unsubscribe` is the address that
    ends mail of this kind with one press (RFC 8058). A mail that could not be sent before `useful_until`, when its
    link stops working, is deleted. `since`: when the mail was written that this one replaces, so that the desk
    still sees how long nothing arrives.
    """
    mail = OutboxMail(
        to=to.strip(),
        subject=" ".join(subject.split())[:200],
        body=body,
        dedupe_key=dedupe_key,
        unsubscribe=unsubscribe,
        useful_until=useful_until,
        next_try_at=timezone.now(),
        created_at=since or timezone.now(),
    )
    # The constraint decides between two writers at once, and neither transaction is spoiled by it.
    OutboxMail.objects.bulk_create([mail], ignore_conflicts=bool(dedupe_key))


@sweep("mail")
def send_due_mail(now: datetime) -> int:
    """Sends what is due."""
    return run_batch(OutboxMail.objects.filter(sent_at=None), send, now=now)


@sweep("mail given up", every=timedelta(minutes=5))
def try_mail_again(now: datetime) -> int:
    """Gives mail that was given up one more try, hourly on its first day and every four hours for three more, so that
    it goes out by itself when the mail server was away for longer. The desk shows it as given up meanwhile."""
    due = Q()
    for age, pause in ONCE_MORE:
        due |= Q(created_at__gt=now - age, parked_at__lte=now - pause)
    # A mail that has killed the worker again and again is a person's to look at.
    return try_once_more(OutboxMail.objects.filter(due, sent_at=None).exclude(last_error=PROCESS_DIED), now)


@sweep("old mail", every=timedelta(hours=1))
def delete_old_mail(now: datetime) -> int:
    """Deletes the rows of mail sent more than seven days ago, and mail that has become of no use."""
    useless = Q(sent_at=None, useful_until__lte=now)
    return OutboxMail.objects.filter(Q(sent_at__lt=now - KEPT) | useless).delete()[0]


def send(mail: OutboxMail) -> None:
    """Sends one mail and deletes its words at once. Killed between the two, it is sent again with the same
    Message-ID, by which many mail servers recognise the double. What is of no use any more is deleted unsent."""
    if mail.useful_until and mail.useful_until <= timezone.now():
        mail.delete()
        return
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        headers=headers_of(mail),
    )
    within(WHOLE_PATIENCE, message.send)
    OutboxMail.objects.filter(pk=mail.pk).update(
        to=masked(mail.to), subject="", body="", unsubscribe="", sent_at=timezone.now()
    )


def delete_unsent(begin: str, *, failed_to: str = "") -> datetime | None:
    """Deletes unsent mail whose dedupe key begins so, and says when the oldest of it was written; with `failed_to` only
    what was tried in vain to that address."""
    mails = OutboxMail.objects.filter(sent_at=None, dedupe_key__startswith=begin)
    if failed_to:
        mails = mails.filter(to=failed_to, tries__gt=0)
    oldest = mails.aggregate(oldest=Min("created_at"))["oldest"]
    mails.delete()
    return oldest


def delete_mail_to(address: str) -> int:
    """Deletes what waits for an address, and mail to it that was written to files for want of a mail server. Returns
    how much of the former it was."""
    if folder := getattr(settings, "EMAIL_FILE_PATH", None):
        for file in Path(folder).glob("*.log"):
            if whole(address).search(file.read_text(errors="replace")):
                file.unlink(missing_ok=True)
    return OutboxMail.objects.filter(to__iexact=address).delete()[0]


def whole(address: str) -> re.Pattern[str]:
    """Finds an address in a text, in any case, but not as a part of a longer one."""
    return re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)


def headers_of(mail: OutboxMail) -> dict[str, str]:
    headers = {"Message-ID": f"<outbox-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S%f}@{settings.SITE_HOST}>"}
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def masked(address: str) -> str:
    """“a…@example.org”: enough to recognise a recipient, too little to write to one."""
    name, separator, domain = address.partition("@")
    return f"{name[:1]}…{separator}{domain}"
