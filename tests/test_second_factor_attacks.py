"""Whoever has only the password of an account with a second step, at every address under which staff come in.

The addresses come from the resolver. Without the guard of second steps, the desk's gate, or the row of a session that
was given a new key, the test named after it fails (seen).
"""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve

from clinic.models import StaffLink, StaffSession, User
from clinic.roles import OWNER
from portal.staff_links import make_link
from tests.addresses import make_world, staff_addresses
from tests.test_sign_in_second_factor import PASSWORD, code, set_up_an_app

pytestmark = pytest.mark.django_db

NEW = "six new calm words"
ALL = {
    "password": PASSWORD, "oldpassword": PASSWORD, "password1": NEW, "password2": NEW, "login": "dana@clinic.example",
    "email": "thief@example.org", "code": "000000", "credential": "{}", "name": "mine", "action": "deactivate",
    "remember": "on", "next": "/admin/", "passwordless": "on",
}  # fmt: skip
# Open to a session of the password alone: they show or end what is one's own, or ask for the second step.
HARMLESS = {
    "account_reauthenticate", "account_logout", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key_done", "my_sessions", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_login_webauthn",
}  # fmt: skip


@pytest.fixture
def dana(people):
    """An owner, who may do the most."""
    dana = User.objects.create_user("dana@clinic.example", PASSWORD, display_name="Dana")
    dana.groups.add(*people["owner"].groups.all())
    assert dana.groups.get().name == OWNER
    return dana


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR = "required"


def sign_in(client, email="dana@clinic.example") -> None:
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def give_factor(dana) -> str:
    """By hand, in no session, so that those there are do not end: the worst case."""
    secret = generate_totp_secret()
    TOTP.activate(dana, secret)
    RecoveryCodes.activate(dana)
    return secret


def standing(dana) -> tuple:
    """What an attacker would change to stay, or to get in."""
    return (
        list(Authenticator.objects.order_by("pk").values_list("pk", "user_id", "type", "data")),
        list(User.objects.order_by("pk").values_list("pk", "email", "password", "is_active", "is_staff")),
        list(User.groups.through.objects.order_by("pk").values_list("user_id", "group_id")),
        list(StaffLink.objects.values_list("pk", "digest")),
    )


def ways(address: str) -> list[str]:
    return [
        address,
        address.rstrip("/"),
        f"/de{address}",
        f"/x/..{address}",
        f"{address}?next=/admin/",
        address.upper(),
    ]


def attempts(client: Client, addresses: list[str]):
    for address in addresses:
        for way in ways(address):
            for method in ("get", "head"):
                yield address, way, method, getattr(client, method)(way)
        for method in ("post", "put", "patch", "delete", "options"):
            yield address, address, method, getattr(client, method)(address, ALL if method == "post" else b"")


@pytest.fixture
def addresses(people) -> list[str]:
    found = [one for one in staff_addresses(make_world(people)) if one != "/accounts/logout/"]
    assert len(found) > 100 and "/accounts/2fa/totp/deactivate/" in found and "/admin/clinic/user/add/" in found
    return found


def test_with_the_password_alone_nobody_gets_in_anywhere(reader, dana, addresses):
    give_factor(dana)
    sign_in(reader)
    before = standing(dana)
    for address, way, method, answer in attempts(reader, addresses):
        assert "_auth_user_id" not in reader.session, (way, method)
        if address.startswith("/admin/"):
            assert answer.status_code in (301, 302, 403, 404, 405), (way, method)
    assert standing(dana) == before


def test_a_session_of_the_password_alone_does_nothing_with_the_account_or_the_desk(reader, dana, addresses, required):
    """It is there although it should have ended. Where the second step is required, no page of the desk answers."""
    sign_in(reader)
    give_factor(dana)
    before, open_to_it = standing(dana), set()
    for address, way, method, answer in attempts(reader, addresses):
        if address.startswith("/admin/"):
            assert answer.status_code in (301, 302, 403, 404, 405), (way, method)
            assert answer.status_code != 302 or answer["Location"].startswith(("/accounts/", "/admin/")), (way, method)
        elif answer.status_code == 200 and method != "options":
            open_to_it.add(resolve(address).view_name)
        assert standing(dana) == before, (way, method)
    assert open_to_it <= HARMLESS
    assert reader.get("/admin/").headers["Location"].startswith("/accounts/2fa/reauthenticate/")


@pytest.mark.parametrize("asked", ["required", "offered"])
def test_it_does_not_change_the_password(reader, dana, asked, settings):
    settings.STAFF_SECOND_FACTOR = asked
    sign_in(reader)
    give_factor(dana)
    before = standing(dana)
    answer = reader.post("/accounts/password/change/", ALL)
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/") and standing(dana) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked", ["required", "offered"])
def test_a_session_with_a_fresh_key_ends_with_the_first_factor_too(client, reader, dana, asked, settings):
    """A new password, the same again, gives the thief's session a new key. It must not be forgotten by that."""
    settings.STAFF_SECOND_FACTOR = asked
    sign_in(client)
    words = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/password/change/", words).status_code == 302
    assert StaffSession.objects.filter(session_id=client.session.session_key).exists()
    sign_in(reader)
    set_up_an_app(reader)
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert Session.objects.count() == 1


def test_what_another_session_has_shown_opens_nothing_in_this_one(client, reader, dana, required):
    sign_in(client)
    secret = give_factor(dana)
    sign_in(reader)
    reader.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert reader.get("/admin/").status_code == 200
    assert client.get("/admin/").headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.get("/accounts/2fa/recovery-codes/").headers["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_guessing_codes_is_throttled_in_a_session_too(reader, dana, required):
    sign_in(reader)
    secret = give_factor(dana)
    for _guess in range(5):
        reader.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    reader.post("/accounts/2fa/reauthenticate/", {"code": code(secret)})
    assert reader.get("/admin/").status_code == 302


def test_signing_in_anew_gives_no_new_guesses(reader, dana, required):
    """The tries are counted for the account, not for the session."""
    secret = give_factor(dana)
    for _guess in range(5):
        thief = Client()
        sign_in(thief)
        thief.post("/accounts/2fa/authenticate/", {"code": "000000"})
    sign_in(reader)
    reader.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert "_auth_user_id" not in reader.session


def test_a_new_password_by_mail_still_asks_for_the_second_step(reader, dana, required):
    give_factor(dana)
    way = make_link(dana, StaffLink.Purpose.PASSWORD).removeprefix("http://testserver")
    reader.post(way, {"password1": NEW, "password2": NEW})
    dana.refresh_from_db()
    assert dana.check_password(NEW) and "_auth_user_id" not in reader.session
    assert Authenticator.objects.filter(user=dana, type="totp").exists()
