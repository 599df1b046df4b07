"""What the record and the mail say about signing in. No typed words, no addresses of computers, no secrets.

allauth tells of passwords and second factors by signals, and of sign-ins by calls of the adapter (portal/accounts.py).
"""

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.access import browser_in_words
from clinic.models import User
from clinic.profile import get_profile
from clinic.record import record
from jobs.mail import queue_mail
from portal.browsers import family_and_system, is_new_browser
from portal.staff_links import void_links
from portal.staff_sessions import end_sessions


def note_sign_in(request, response, user: User) -> None:
    """Records a sign-in. From a browser in which this person has not signed in before, it also mails them."""
    with transaction.atomic():
        record(user, "sign in", user)
        if is_new_browser(request, response, user):
            mail_new_browser(request, user)


def note_failed_sign_in(email: str) -> None:
    """Records a wrong password. An address that is nobody's account is not kept: people type passwords there."""
    user = User.objects.filter(email__iexact=email).first()
    record(None, "failed sign-in", user)


def mail_new_browser(request, user: User) -> None:
    clinic = get_profile().name
    told = {
        "clinic": clinic,
        "browser": browser_in_words(*family_and_system(request)),
        "time": date_format(timezone.localtime(), "F j, Y, P"),
        "address": settings.SITE_URL + reverse("my_sessions"),
    }
    body = _(
        "Somebody signed in to your staff account at %(clinic)s in a browser that is new to it:\n"
        "%(browser)s, %(time)s\n\n"
        "If it was you, there is nothing to do.\n\n"
        "If it was not, end that session, choose a new password and tell an owner of the site:\n"
        "%(address)s\n"
    )
    subject = _("%(clinic)s: sign-in from a new browser") % told
    queue_mail(to=user.email, subject=subject, body=body % told)


@receiver([account_signals.password_changed, account_signals.password_set, account_signals.password_reset])
def after_new_password(sender, request, user, **kwargs):
    with transaction.atomic():
        end_other_sessions(request, user)
        void_links(user)
        record(user, "change password", user)


@receiver(mfa_signals.authenticator_added)
def after_new_factor(sender, request, user, authenticator, **kwargs):
    """Another session may have been opened before, with the password alone: it ends."""
    with transaction.atomic():
        if authenticator.type != Authenticator.Type.RECOVERY_CODES:  # these come beside the first of the others
            end_other_sessions(request, user)
        record(user, "add second factor", user, authenticator.type)


@receiver(mfa_signals.authenticator_removed)
def after_lost_factor(sender, request, user, authenticator, **kwargs):
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:  # these go with the last of the others
        with transaction.atomic():
            end_other_sessions(request, user)
            record(user, "remove second factor", user, authenticator.type)


@receiver(mfa_signals.authenticator_reset)
def after_new_codes(sender, user, **kwargs):
    record(user, "make new recovery codes", user)


@receiver(mfa_signals.authentication_failed)
def after_wrong_code(sender, user, **kwargs):
    record(None, "failed second step", user)


def end_other_sessions(request, user: User) -> None:
    is_own = request.user.is_authenticated and request.user.pk == user.pk
    end_sessions(user, keep=request.session.session_key or "" if is_own else "")
