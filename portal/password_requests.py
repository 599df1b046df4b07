"""“Forgot your password?”: asking, and answering later.

The page only notes a keyed hash of the address that was typed, which is the same work for every address; the worker
finds out whether it is an account's and mails the link. So neither the answer nor the time it takes, nor a mail server
that is down, tells a stranger who works here.
"""

from datetime import datetime

from allauth.account.forms import ResetPasswordForm
from django.db import transaction
from django.utils.crypto import salted_hmac

from clinic.models import PasswordRequest, User
from clinic.record import record
from jobs.registry import sweep
from portal.staff_links import mail_password_link

AT_ONCE = 200


class AskForPasswordForm(ResetPasswordForm):
    """allauth's form without its look at the accounts."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"]

    def save(self, request, **kwargs) -> str:
        note_request(self.cleaned_data["email"])
        return self.cleaned_data["email"]


def note_request(email: str) -> None:
    """Notes that a link was asked for. Asking again before the worker has come round changes nothing."""
    PasswordRequest.objects.bulk_create([PasswordRequest(digest=digest_of(email))], ignore_conflicts=True)


@sweep("requests for password links")
def answer_requests(now: datetime) -> int:
    """Mails a link to each account whose address was asked for; returns how many. The other requests just go."""
    waiting = list(PasswordRequest.objects.order_by("pk")[:AT_ONCE])
    if not waiting:
        return 0
    accounts = {digest_of(user.email): user for user in User.objects.filter(is_active=True, is_staff=True)}
    return sum(answer(request, accounts.get(request.digest)) for request in waiting)


def answer(request: PasswordRequest, user: User | None) -> bool:
    """Whether a mail was queued; of two workers one deletes the row and queues it, in one transaction."""
    with transaction.atomic():
        deleted, _kinds = PasswordRequest.objects.filter(pk=request.pk).delete()
        if not deleted or user is None:
            return False
        mail_password_link(user)
        record(None, "mail password link", user)
    return True


def digest_of(email: str) -> str:
    return salted_hmac("portal.password_requests", email.strip().lower(), algorithm="sha256").hexdigest()
