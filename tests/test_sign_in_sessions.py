"""“My sessions”: everybody sees where their account is signed in, and ends what they do not know."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client

from clinic.models import Record, StaffSession, User
from tests.test_sign_in_second_factor import code

pytestmark = pytest.mark.django_db

PASSWORD = "four calm words here"
PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Mobile Safari/604.1"


def sign_in(agent: str, email="dana@example.org", address="203.0.113.77") -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")


@pytest.fixture
def desk(dana):
    return sign_in(FIREFOX)


@pytest.fixture
def phone(dana):
    return sign_in(PHONE)


def works(client) -> bool:
    return client.get("/admin/").status_code == 200


def number_of(client) -> int:
    return StaffSession.objects.get(session_id=client.session.session_key).pk


def test_each_session_is_shown_in_words_and_this_one_is_marked(desk, phone):
    page = desk.get(PAGE).content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("the session you are using") == 1
    assert page.count("End this session") == 1


@pytest.mark.parametrize("agent", ["", "<script>alert(1)</script>", "Nobody knows/1.0"])
def test_what_a_strange_browser_says_of_itself_is_not_kept(dana, agent):
    page = sign_in(agent).get(PAGE).content.decode()
    assert "Unknown browser" in page
    assert "alert(1)" not in page


def test_no_address_and_no_version_is_kept(desk):
    row = StaffSession.objects.values().get()
    assert "203.0.113" not in str(row)
    assert "140" not in f"{row['browser']}{row['system']}"


def test_its_cookie_is_read_by_no_script_and_not_sent_along_by_other_sites(dana):
    client = Client()
    cookie = client.post("/accounts/login/", {"login": dana.email, "password": PASSWORD}).cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (True, "Lax", "", "/")


def test_one_session_is_ended_and_the_record_says_so(desk, phone):
    desk.post(f"{PAGE}{number_of(phone)}/end/")
    assert works(desk)
    assert not works(phone)
    assert Record.objects.get(action="end session").note == "1"


def test_all_others_are_ended_at_once(desk, phone, dana):
    third = sign_in(FIREFOX)
    desk.post(f"{PAGE}others/end/")
    assert works(desk)
    assert not works(phone)
    assert not works(third)
    assert Session.objects.count() == StaffSession.objects.count() == 1


def test_ones_own_session_is_ended_by_signing_out(desk):
    assert desk.post(f"{PAGE}{number_of(desk)}/end/").headers["Location"] == "/accounts/logout/"
    assert works(desk)


def test_somebody_elses_session_is_neither_seen_nor_ended(desk, dana):
    User.objects.create_user("kim@example.org", PASSWORD, display_name="Kim")
    kim = sign_in(PHONE, "kim@example.org")
    assert "iPhone" not in desk.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}{number_of(kim)}/end/").status_code == 404
    desk.post(f"{PAGE}others/end/")
    assert works(kim)


@pytest.mark.parametrize("number", ["999999", "9" * 40])
def test_a_session_that_does_not_exist_is_not_found(desk, number):
    assert desk.post(f"{PAGE}{number}/end/").status_code == 404


def test_nothing_ends_by_a_link(desk, phone):
    for address in (f"{PAGE}others/end/", f"{PAGE}{number_of(phone)}/end/"):
        assert desk.get(address).status_code == 405
    assert works(phone)


def test_a_stranger_is_sent_to_sign_in(reader, db):
    assert reader.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    assert "/accounts/login/" in reader.post(f"{PAGE}others/end/").headers["Location"]


def test_ending_needs_a_token(dana, phone):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana)
    assert client.post(f"{PAGE}others/end/").status_code == 403
    assert works(phone)


def test_a_new_password_ends_the_others(desk, phone):
    words = {"oldpassword": PASSWORD, "password1": "six new calm words", "password2": "six new calm words"}
    desk.post("/accounts/password/change/", words)
    assert works(desk)
    assert Session.objects.count() == 1
    assert Record.objects.filter(action="change password").count() == 1


def test_a_second_factor_switched_off_ends_the_others(desk, phone, dana):
    secret = generate_totp_secret()
    TOTP.activate(dana, secret)
    assert works(phone)
    desk.post("/accounts/2fa/reauthenticate/", {"code": code(secret)})
    desk.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert works(desk)
    assert not works(phone)
    assert Record.objects.get(action="remove second factor").note == "totp"
