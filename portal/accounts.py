"""Staff sign-in: allauth, closed to sign-up, with our own rules on who may enter and how far."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.stages import AuthenticateStage
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from clinic.profile import get_profile
from comments.network import client_address
from jobs.mail import queue_mail
from portal import clinician_register, first_run_pages, staff_links, staff_sessions
from portal.second_factor import may_skip_second_factor
from portal.sign_in_record import note_failed_sign_in, note_sign_in
from portal.staff_sessions import begin_session

LATELY = 300  # seconds


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


def confirmed_lately(request) -> bool:
    """Whether it was proven a few minutes ago who is at the keyboard: by signing in, or anew."""
    proofs = get_authentication_records(request, request.user)
    return any(0 <= time.time() - proof["at"] < LATELY for proof in proofs)


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
