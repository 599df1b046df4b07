"""What is told of a sign-in: a line in the record each time, a mail when the browser is a new one."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from clinic.models import KnownBrowser, Record, User
from jobs.models import OutboxMail
from portal.browsers import forget_old_browsers

pytestmark = pytest.mark.django_db

PASSWORD = "four calm words here"


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")


def sign_in(client, email="dana@example.org", password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_a_first_sign_in_is_mailed_with_a_link_to_ones_sessions(reader, dana):
    sign_in(reader)
    mail = OutboxMail.objects.get()
    assert mail.to == dana.email
    assert "http://testserver/accounts/sessions/" in mail.body
    assert mail.body.count("://") == 1


def test_the_same_browser_is_not_told_again(reader, dana):
    for _time in range(2):
        sign_in(reader)
        reader.post("/accounts/logout/")
    assert OutboxMail.objects.count() == 1
    assert KnownBrowser.objects.count() == 1


def test_another_browser_is(reader, dana):
    sign_in(reader)
    sign_in(Client())
    assert OutboxMail.objects.count() == 2


def test_a_browser_that_a_colleague_uses_is_new_to_me(reader, dana):
    User.objects.create_user("kim@example.org", PASSWORD, display_name="Kim")
    sign_in(reader)
    reader.post("/accounts/logout/")
    sign_in(reader, "kim@example.org")
    assert OutboxMail.objects.filter(to="kim@example.org").count() == 1


def test_a_made_up_mark_is_not_believed(reader, dana):
    reader.cookies["browser"] = "known"
    sign_in(reader)
    assert OutboxMail.objects.count() == 1
    assert reader.cookies["browser"].value != "known"


def test_the_mark_is_for_the_sign_in_pages_and_out_of_reach_of_scripts(reader, dana):
    cookie = sign_in(reader).cookies["browser"]
    assert cookie["path"] == "/accounts/"
    assert cookie["httponly"]
    assert cookie.value not in str(KnownBrowser.objects.values().get())


def test_no_mail_before_the_second_step(reader, dana):
    TOTP.activate(dana, generate_totp_secret())
    sign_in(reader)
    assert not OutboxMail.objects.exists()
    assert not Record.objects.filter(action="sign in").exists()


def test_sign_ins_and_failures_are_recorded(reader, dana):
    sign_in(reader, password="wrong words here")
    sign_in(reader)
    lines = list(Record.objects.order_by("pk").values_list("action", "actor", "object_id"))
    assert lines == [("failed sign-in", None, str(dana.pk)), ("sign in", dana.pk, str(dana.pk))]


def test_what_a_stranger_typed_is_not_recorded(reader, dana):
    sign_in(reader, "my-password-by-mistake@example.org", "wrong words here")
    line = Record.objects.values("action", "object_type", "object_id", "note", "actor_id").get()
    assert line == {"action": "failed sign-in", "object_type": "", "object_id": "", "note": "", "actor_id": None}


def test_a_wrong_code_is_recorded(reader, dana):
    TOTP.activate(dana, generate_totp_secret())
    sign_in(reader)
    reader.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert Record.objects.get(action="failed second step").object_id == str(dana.pk)


def test_no_line_holds_an_address(reader, dana):
    sign_in(reader, password="wrong words here")
    sign_in(reader)
    for line in Record.objects.values():
        assert "@" not in str(line)
        assert "127.0.0.1" not in str(line)


def test_a_browser_is_forgotten_when_its_cookie_is(reader, dana):
    sign_in(reader)
    forget_old_browsers(timezone.now() + timedelta(days=399))
    assert KnownBrowser.objects.exists()
    forget_old_browsers(timezone.now() + timedelta(days=401))
    assert not KnownBrowser.objects.exists()
