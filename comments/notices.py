"""Mail to people who wrote: one to confirm their address, then one when something has happened.

No mail says what was written, about which article or treatment, or by whom: others read mailboxes too.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.profile import get_profile
from comments import private
from comments.models import Comment, Status
from jobs.mail import delete_unsent, queue_mail
from jobs.registry import sweep

CONFIRM, STOP = "comments.confirm", "comments.stop"
SETTLED = timedelta(minutes=1)  # so long a decision may be taken back before anybody hears of it
MOST_A_DAY = 3  # mails that ask one address to confirm: nobody shall be pestered through us
AT_ONCE = 200


def ask_to_confirm(comment: Comment, now: datetime) -> None:
    """Queues the mail with the link. Called in the transaction that stores the comment."""
    if given_lately(comment.email, now).count() > MOST_A_DAY:
        return
    address = settings.SITE_URL + reverse("comments:confirm", args=[sign(comment, CONFIRM)])
    days = get_profile().kept.days("email")
    body = ngettext(
        "Somebody gave this address to hear about a message. If it was you, open this page and confirm it within "
        "%(days)d day:\n"
        "%(address)s\n\n"
        "If it was not you, do nothing. The address is then deleted, and you hear no more of it.\n",
        "Somebody gave this address to hear about a message. If it was you, open this page and confirm it within "
        "%(days)d days:\n"
        "%(address)s\n\n"
        "If it was not you, do nothing. The address is then deleted, and you hear no more of it.\n",
        days,
    )
    subject = _("Update on your message")
    queue_mail(
        to=comment.email,
        subject=subject,
        body=body % {"address": address, "days": days},
        dedupe_key=key_of(comment, "confirm"),
        useful_until=now + timedelta(days=days),
    )


def given_lately(address: str, now: datetime):
    """The comments of a day that carry this address, in whatever case. Written as the index is: SQLite would use none
    for "iexact"."""
    lately = Comment.objects.exclude(email="").filter(submitted_at__gt=now - timedelta(days=1))
    return lately.alias(address=Lower("email")).filter(address=address.lower())


def key_of(comment: Comment, what: str) -> str:
    return f"{private.MAIL}:{comment.pk}:{what}"


def forget_mail(comment: Comment) -> None:
    """Deletes unsent mail about this comment, and no other: its address may be anybody's, a colleague's too."""
    delete_unsent(key_of(comment, ""))


def sign(comment: Comment, salt: str) -> str:
    return signing.dumps([comment.pk, _proof(comment)], salt=salt)


def find(token: str, salt: str) -> Comment | None:
    """The comment whose address a link of a mail is about; None when it is too old, or the address is gone."""
    max_age = get_profile().kept.time("email") if salt == CONFIRM else None
    try:
        number, proof = signing.loads(token, salt=salt, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    comment = Comment.objects.filter(pk=number, erased_at=None).exclude(email="").first()
    return comment if comment and constant_time_compare(str(proof), _proof(comment)) else None


def _proof(comment: Comment) -> str:
    """Numbers can be given out again after a deletion; the salt and the address cannot."""
    return salted_hmac("comments.notices", f"{comment.access_salt}{comment.email}", algorithm="sha256").hexdigest()[:32]


def confirm(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk, email_confirmed_at=None).update(email_confirmed_at=timezone.now())


def stop(comment: Comment) -> None:
    """No more mail about this comment: its address is deleted, from mail that waits as well."""
    with transaction.atomic():
        forget_mail(comment)
        Comment.objects.filter(pk=comment.pk).update(email="", email_confirmed_at=None)


def due(now: datetime):
    """Comments whose writers asked to hear, confirmed it, and do not know yet what has happened."""
    settled = now - SETTLED
    told = Q(noticed_at=None) | Q(noticed_at__lt=F("decided_at"))
    decided = Q(status__in=(Status.APPROVED, Status.REJECTED), decided_at__lte=settled) & told
    reply = Comment.objects.filter(parent=OuterRef("pk"), status=Status.APPROVED, decided_at__lte=settled)
    answered = Q(status=Status.APPROVED, noticed_at__isnull=False) & Exists(
        reply.filter(decided_at__gt=OuterRef("noticed_at"))
    )
    confirmed = Comment.objects.filter(email_confirmed_at__isnull=False).exclude(email="")
    return confirmed.filter(decided | answered).order_by("email_confirmed_at")


@sweep("comments.notices")
def send_due_notices(now: datetime) -> int:
    """Queues one mail for each; of two workers one does. Returns how many."""
    return sum(tell(comment, now) for comment in due(now)[:AT_ONCE])


def tell(comment: Comment, now: datetime) -> bool:
    with transaction.atomic():
        mine = Comment.objects.filter(pk=comment.pk, noticed_at=comment.noticed_at, email=comment.email)
        if not mine.update(noticed_at=now):
            return False
        stop_address = settings.SITE_URL + reverse("comments:stop", args=[sign(comment, STOP)])
        body = _(
            "There is news about a message you sent. It is on your private page:\n"
            "%(address)s\n\n"
            "No more mail about it:\n"
            "%(stop)s\n"
        )
        told = {"address": private.address_of(comment), "stop": stop_address}
        subject = _("Update on your message")
        key = key_of(comment, now.isoformat())
        queue_mail(to=comment.email, subject=subject, body=body % told, dedupe_key=key, unsubscribe=stop_address)
    return True
