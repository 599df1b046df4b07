"""Staff sign-in: allauth, closed to sign-up, with our own rules on who may enter and how far."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from clinic.profile import get_profile
from comments.network import client_address
from jobs.mail import queue_mail
from portal import clinician_register, first_run_pages, staff_links, staff_sessions
from portal.sign_in_record import note_failed_sign_in, note_sign_in
from portal.staff_sessions import begin_session

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LATELY = 300  # seconds
DEMO_DOMAIN = "@example.org"  # reserved for examples: nobody's real account lives there


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by owners on the desk; only active staff may sign in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This address and this password do not belong together."),
        "too_many_login_attempts": gettext_lazy("Too many wrong tries. Please wait five minutes."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if not user.is_staff:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def login(self, request, user):
        super().login(request, user)
        begin_session(request)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        note_sign_in(request, response, user)
        return response

    def authentication_failed(self, request, **credentials):
        note_failed_sign_in(credentials.get("email", ""))

    def get_client_ip(self, request):
        # The same rule as for comments: a forwarding header counts only when our own proxy wrote it.
        return client_address(request) or "unknown"

    def format_email_subject(self, subject):
        return f"{get_profile().name}: {subject}"

    def send_mail(self, template_prefix, email, context):
        context = {"email": email, "current_clinic": get_profile().name} | context
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        body = render_to_string(f"{template_prefix}_message.txt", context)
        subject = self.format_email_subject(" ".join(subject.split()))
        queue_mail(to=email, subject=subject, body=body.strip() + "\n")


def second_factors(user) -> set[str]:
    """The kinds of second factor an account has; recovery codes alone are none."""
    return set(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).values_list("type", flat=True))


@receiver(mfa_signals.authenticator_added)
def setting_up_the_first_factor_shows_it(sender, request, user, authenticator, **kwargs):
    """Whoever has just set it up has just used it: asked again at once, an app has no fresh code for half a minute.
    Only the first one counts. A session that never showed the first factor may not get past it by adding another."""
    factors = Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)
    if request is not None and list(factors.values_list("pk", flat=True)) == [authenticator.pk]:
        record_authentication(request, user, "mfa", type=authenticator.type)


def used_second_factor(request) -> bool:
    """Whether this session was opened, or later confirmed, with a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def confirmed_lately(request) -> bool:
    """Whether it was proven a few minutes ago who is at the keyboard: by signing in, or anew."""
    proofs = get_authentication_records(request, request.user)
    return any(0 <= time.time() - proof["at"] < LATELY for proof in proofs)


def ask_for_second_factor(request):
    """Where to send somebody who has to show a second factor first; None when the way is free."""
    if settings.STAFF_SECOND_FACTOR != "required":
        return None
    factors = second_factors(request.user)
    if not factors:
        messages.warning(request, _("Set up a second step for signing in first. The desk opens after that."))
        return redirect("mfa_index")
    if used_second_factor(request):
        return None
    page = "mfa_reauthenticate" if Authenticator.Type.TOTP in factors else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


def may_skip_second_factor(user) -> bool:
    """Visitors of the demo have a password from the terminal and no app: they may leave the code out."""
    is_demo = settings.STAFF_SECOND_FACTOR == "offered" and get_profile().is_demo
    return is_demo and user.email.endswith(DEMO_DOMAIN)


@require_POST
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def skip_second_factor(request):
    stage = request._login_stage
    if not may_skip_second_factor(stage.login.user):
        raise PermissionDenied
    return stage.exit()


def closed(request, *args, **kwargs):
    raise Http404


# Stand before allauth's own addresses. Owners make accounts and change their addresses, and the links with which
# passwords are chosen are our own (staff_links.py), so these are closed.
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("signup/", closed),
    path("email/", closed),
    path("confirm-email/", closed),
    path("confirm-email/<str:key>/", closed),
    path("login/code/confirm/", closed),
    path("password/reset/key/<path:key>/", closed),
    *staff_sessions.urlpatterns,
    *staff_links.urlpatterns,
    *clinician_register.urlpatterns,
    *first_run_pages.urlpatterns,
    path("2fa/skip/", skip_second_factor, name="skip_second_factor"),
]
