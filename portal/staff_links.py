"""Links with which a person chooses a password, once: for somebody invited, and for somebody locked out."""

import secrets
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordKeyForm
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clinic.models import StaffLink, User
from clinic.profile import get_profile
from clinic.record import record
from jobs.mail import delete_unsent, queue_mail
from portal.staff_sessions import end_sessions

KEPT = timedelta(days=30)  # so long a link that is too late can still say so


def make_link(user: User, purpose: StaffLink.Purpose) -> str:
    """A new link for `user` as a whole address. Unused ones from before stop working, and are not mailed any more.

    One for a new password ends none: anybody may ask for it, and must not take an invitation away with that.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        if purpose != StaffLink.Purpose.PASSWORD:
            void_links(user)
        StaffLink.objects.create(
            user=user,
            purpose=purpose,
            digest=digest_of(token),
            expires_at=timezone.now() + StaffLink.LIFETIMES[purpose],
        )
    return settings.SITE_URL + reverse("staff_link", args=[token])


def void_links(user: User) -> None:
    """Unused links of an account stop working: its address has changed, or it has a password by now."""
    user.links.unused().delete()
    delete_unsent(key_of(user))


def key_of(user: User) -> str:
    return f"portal.staff_link:{user.pk}:"


def mail_link(user: User, subject: str, body: str, purpose: StaffLink.Purpose) -> None:
    """`body` has a place for `%(address)s`. A link that is dead by the time the mail can be sent stays here."""
    told = {"clinic": get_profile().name, "address": make_link(user, purpose)}
    queue_mail(
        to=user.email,
        subject=subject % told,
        body=body % told,
        dedupe_key=f"{key_of(user)}{secrets.token_hex(8)}",
        useful_until=timezone.now() + StaffLink.LIFETIMES[purpose],
    )


def invite(user: User, by: User) -> None:
    """Mails a link to somebody who has no password yet, and records it."""
    with transaction.atomic():
        body = _(
            "You have a staff account at %(clinic)s.\n\n"
            "Open this address within seven days, choose a password and set up a second step for signing in. "
            "It works once and is for you alone:\n"
            "%(address)s\n\n"
            "If you did not expect this, do nothing.\n"
        )
        mail_link(user, _("%(clinic)s: your staff account"), body, StaffLink.Purpose.INVITATION)
        record(by, "invite", user)


def mail_password_link(user: User) -> None:
    """Mails a link for a new password, because it was asked for. Whoever asked is not known."""
    body = _(
        "Somebody asked for a link to choose a password for your staff account at %(clinic)s. It may have been you, "
        "or an owner who looks after the accounts.\n\n"
        "Open this address within a day. It works once:\n"
        "%(address)s\n\n"
        "If you did not expect this, do nothing. Your password stays as it is.\n"
    )
    mail_link(user, _("%(clinic)s: a new password"), body, StaffLink.Purpose.PASSWORD)


def use_link(link: StaffLink, password: str) -> bool:
    """Gives the account this password and ends its sessions; a recovery also takes a lost second factor away.

    False when the link was used a moment ago: of two people with the same link one gets in.
    """
    now = timezone.now()
    with transaction.atomic():
        if not StaffLink.objects.usable(now).filter(pk=link.pk).update(used_at=now):
            return False
        link.user.set_password(password)
        link.user.save(update_fields=["password"])
        if link.purpose == StaffLink.Purpose.RECOVERY:
            Authenticator.objects.filter(user=link.user).delete()
        end_sessions(link.user)
        void_links(link.user)
        record(link.user, f"use {link.purpose} link", link.user)
    return True


def delete_old_links(now: datetime) -> int:
    return StaffLink.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def digest_of(token: str) -> str:
    return salted_hmac("portal.staff_links", token, algorithm="sha256").hexdigest()


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def staff_link(request, token: str):
    """GET shows the form and changes nothing: mail scanners open links too."""
    link = StaffLink.objects.select_related("user").filter(digest=digest_of(token)).first()
    if link is None or not StaffLink.objects.usable(timezone.now()).filter(pk=link.pk).exists():
        return dead_link(request, link)
    form = ResetPasswordKeyForm(request.POST if request.method == "POST" else None, user=link.user)
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "account/staff_link.html", {"form": form, "person": link.user})
    if not use_link(link, form.cleaned_data["password1"]):
        link.refresh_from_db()
        return dead_link(request, link)
    if request.user.is_authenticated:  # perhaps as the owner who tries the link out
        get_adapter().logout(request)
    record_authentication(request, link.user, method="password_reset")
    # Somebody who has a second factor is still asked for it; everybody else is led to set one up.
    return perform_login(request, Login(user=link.user, redirect_url=reverse("mfa_index")))


def dead_link(request, link: StaffLink | None):
    context = {"link": link, "is_late": link and not link.used_at and link.expires_at <= timezone.now()}
    return render(request, "account/staff_link_dead.html", context, status=410 if link else 404)


urlpatterns = [path("link/<str:token>/", staff_link, name="staff_link")]
