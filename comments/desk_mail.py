"""Mail to staff about what waits, as each of them wishes: at once, once a day, or not at all.

A mail holds numbers and a link to the desk, never a word of anybody's, and nothing can be decided from it. Of urgent
messages everybody on duty hears at once, whatever is wished here: see duty.py.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.models import User
from clinic.roles import MODERATOR
from comments.duty import on_duty
from comments.models import Comment, How, MailWishes, Queue, Report
from jobs.mail import queue_mail
from jobs.registry import sweep

AT_MOST_EVERY = timedelta(minutes=5)  # of mails at once to one person, however many messages come
SETTLED = timedelta(seconds=15)  # so long a message may take from its time to the commit that shows it to others


def wishes_of(user: User) -> MailWishes:
    """The person's wishes, with the usual ones where nothing has been chosen: a digest for those who decide."""
    if wishes := MailWishes.objects.filter(user=user).first():
        return wishes
    MailWishes.objects.bulk_create([usual_wishes(user)], ignore_conflicts=True)  # of two processes, one makes it
    return MailWishes.objects.get(user=user)


def usual_wishes(user: User) -> MailWishes:
    """What holds until somebody chooses, not stored."""
    decides = user.is_superuser or user.groups.filter(name=MODERATOR).exists()
    quiet = {} if decides else {queue.value: How.NONE for queue in MailWishes.QUEUES}
    return MailWishes(user=user, **quiet)


def choose(wishes: MailWishes, *, hour: int, now: datetime | None = None, **by_queue: str) -> None:
    """Stores what somebody wishes. What has come until now is told by no mail "at once" any more."""
    for queue in MailWishes.QUEUES:
        setattr(wishes, queue.value, How(by_queue[queue.value]))
    wishes.digest_hour = hour
    wishes.told_until = now or timezone.now()
    wishes.save()


@sweep("comments.desk-mail", every=timedelta(seconds=30))
def tell_staff(now: datetime) -> int:
    """Queues what is due to each person on duty, each mail once; returns how many."""
    people = list(on_duty())
    known = {wishes.user_id: wishes for wishes in MailWishes.objects.filter(user__in=people).select_related("user")}
    each = [known.get(user.pk) or wishes_of(user) for user in people]
    return sum(tell_at_once(wishes, now) + tell_daily(wishes, now) for wishes in each)


def tell_at_once(wishes: MailWishes, now: datetime) -> bool:
    """One mail about what has come since the last one, at most every five minutes."""
    queues, until = wishes.queues(How.AT_ONCE), now - SETTLED
    if not queues or until < wishes.told_until + AT_MOST_EVERY:
        return False
    numbers = _waiting(queues, after=wishes.told_until, until=until)
    if not numbers:
        return False
    body = _("New on the staff desk:\n%(numbers)s\n\nSign in to read:\n%(address)s\n\nChoose your mail:\n%(wishes)s\n")
    with transaction.atomic():
        mine = MailWishes.objects.filter(pk=wishes.pk, told_until=wishes.told_until)
        if not mine.update(told_until=until):  # another process has told it
            return False
        _mail(wishes.user, _("Messages wait on the staff desk"), body, numbers, f"new:{until.isoformat()}")
    return True


def tell_daily(wishes: MailWishes, now: datetime) -> bool:
    """The day's digest, from the chosen hour on; none where nothing waits. A clock set back sends no second one."""
    local = timezone.localtime(now)
    told = wishes.digest_on is not None and wishes.digest_on >= local.date()
    queues = wishes.queues(How.DIGEST)
    if told or not queues or local.hour < wishes.digest_hour:
        return False
    numbers = _waiting(queues, until=now)
    body = _(
        "Waiting on the staff desk:\n%(numbers)s\n\nSign in to read:\n%(address)s\n\nChoose your mail:\n%(wishes)s\n"
    )
    with transaction.atomic():
        mine = MailWishes.objects.filter(pk=wishes.pk, digest_on=wishes.digest_on)
        if not mine.update(digest_on=local.date()) or not numbers:
            return False
        _mail(wishes.user, _("What waits on the staff desk today"), body, numbers, f"digest:{local.date()}")
    return True


def _waiting(queues: list[str], *, until: datetime, after: datetime | None = None) -> dict[str, int]:
    """For each of the queues how many comments and reports wait in it; those with none are left out."""
    comments = Comment.objects.waiting().filter(queue__in=queues, waiting_since__lte=until)
    reports = Report.objects.filter(handled_at=None, queue__in=queues, sent_at__lte=until)
    if after:
        comments, reports = comments.filter(waiting_since__gt=after), reports.filter(sent_at__gt=after)
    numbers: dict[str, int] = {}
    for rows in (comments, reports):
        for row in rows.order_by().values("queue").annotate(number=Count("queue")):
            numbers[row["queue"]] = numbers.get(row["queue"], 0) + row["number"]
    return numbers


def _mail(user: User, subject: str, body: str, numbers: dict[str, int], what: str) -> None:
    lines = [
        ngettext("%(queue)s: %(number)d message", "%(queue)s: %(number)d messages", numbers[queue.value])
        % {"queue": str(queue.label).capitalize(), "number": numbers[queue.value]}
        for queue in Queue
        if queue.value in numbers
    ]
    site = settings.SITE_URL.rstrip("/")
    told = {
        "numbers": "\n".join(lines),
        "address": site + reverse("admin:comments_comment_queue"),
        "wishes": site + reverse("admin:comments_comment_my_mail"),
    }
    queue_mail(to=user.email, subject=subject, body=body % told, dedupe_key=f"comments.desk:{user.pk}:{what}")
