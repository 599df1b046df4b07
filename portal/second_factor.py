"""The second step of signing in: which ones an account has, whether this session has shown one, and what is closed
until it has."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from clinic.profile import get_profile

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
DEMO_DOMAIN = "@example.org"  # reserved for examples: nobody's real account lives there
# Where a second step is shown. Every other page of allauth's about second steps looks after them, new ones as well.
SHOWN_AT = {"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"}
# A new password would end the sessions that have shown one, and keep this.
PASSWORDS = {"account_change_password", "account_set_password"}


class SecondFactorMiddleware:
    """Whoever has a second step has to show it before anything is done with second steps or the password, whatever the
    settings ask of the desk: a session of the password alone would remove it, or add one of its own and show that."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        page = request.resolver_match.view_name or ""
        is_guarded = page in PASSWORDS or (page.startswith("mfa_") and page not in SHOWN_AT)
        if not is_guarded or not request.user.is_authenticated:
            return None
        return ask_again(request, rows_of(request.user))


def rows_of(user) -> dict[int, str]:
    """The kinds of an account's second steps by their numbers, recovery codes included."""
    return dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))


def second_factors(user) -> set[str]:
    """The kinds of second factor an account has; recovery codes alone are none."""
    return kinds_in(rows_of(user))


def kinds_in(rows: dict[int, str]) -> set[str]:
    return set(FACTORS) & set(rows.values())


def has_shown_one(request, rows: dict[int, str]) -> bool:
    """Whether this session was opened, or later confirmed, with one that the account still has: what was shown before
    another took its place says nothing."""
    proofs = get_authentication_records(request, request.user)
    return any(proof["method"] == "mfa" and proof.get("id") in rows for proof in proofs)


@receiver(mfa_signals.authenticator_added)
def setting_up_the_first_factor_shows_it(sender, request, user, authenticator, **kwargs):
    """Whoever has just set it up has just used it: asked again at once, an app has no fresh code for half a minute.
    Only the first one counts."""
    factors = [number for number, kind in rows_of(user).items() if kind in FACTORS]
    if request is not None and factors == [authenticator.pk]:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def ask_for_second_factor(request):
    """Where to send somebody who wants the desk and has to show a second factor first; None when the way is free."""
    if settings.STAFF_SECOND_FACTOR != "required":
        return None
    rows = rows_of(request.user)
    if not kinds_in(rows):
        messages.warning(request, _("Set up a second step for signing in first. The desk opens after that."))
        return redirect("mfa_index")
    return ask_again(request, rows)


def ask_again(request, rows: dict[int, str]):
    """Where to show one of these; None for whoever has, or has none."""
    kinds = kinds_in(rows)
    if not kinds or has_shown_one(request, rows):
        return None
    page = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


def may_skip_second_factor(user) -> bool:
    """Visitors of the demo have a password from the terminal and no app: they may leave the code out."""
    is_demo = settings.STAFF_SECOND_FACTOR == "offered" and get_profile().is_demo
    return is_demo and user.email.endswith(DEMO_DOMAIN)
