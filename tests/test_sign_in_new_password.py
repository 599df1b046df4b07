"""“Forgot your password?”: the same answer at the same cost for every address, and a link that works once."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.models import PasswordRequest, Record, StaffLink, StaffSession, User
from jobs.models import OutboxMail
from portal.password_requests import answer_requests
from portal.staff_links import invite

pytestmark = pytest.mark.django_db

PASSWORD = "four calm words here"
NEW = {"password1": "six new calm words", "password2": "six new calm words"}


@pytest.fixture
def dana(db):
    return User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")


def ask(client, email: str = "dana@example.org", **extra):
    return client.post("/accounts/password/reset/", {"email": email}, **extra)


def mailed_link() -> str:
    body = OutboxMail.objects.filter(body__contains="/accounts/link/").latest("pk").body
    return next(word for word in body.split() if "://" in word)


def test_a_link_is_mailed_and_sets_a_new_password(reader, dana):
    ask(reader, "Dana@Example.org")
    assert answer_requests(timezone.now()) == 1
    reader.post(mailed_link(), NEW)
    dana.refresh_from_db()
    assert dana.check_password(NEW["password1"])
    assert Record.objects.filter(action="use password link").count() == 1


def test_it_leads_to_our_own_address_whatever_host_was_asked(reader, dana, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    ask(reader, HTTP_HOST="localhost")
    answer_requests(timezone.now())
    assert mailed_link().startswith("http://testserver/accounts/link/")


@pytest.mark.parametrize("case", ["known", "unknown", "switched off", "not staff"])
def test_the_answer_and_the_work_are_the_same_for_every_address(reader, dana, monkeypatch, case):
    hashed = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1))
    User.objects.update(is_active=case != "switched off", is_staff=case != "not staff")
    ask(reader, "warm-up@example.org")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = ask(reader, "nobody@example.org" if case == "unknown" else dana.email)
    assert response.headers["Location"] == "/accounts/password/reset/done/"
    assert not hashed
    assert not OutboxMail.objects.exists()
    assert not any("clinic_user" in query["sql"] for query in queries)
    assert PasswordRequest.objects.count() == 2


def test_only_staff_with_an_open_account_get_a_mail(reader, dana):
    ask(reader, "nobody@example.org")
    assert answer_requests(timezone.now()) == 0
    User.objects.update(is_active=False)
    ask(reader)
    assert answer_requests(timezone.now()) == 0
    assert not OutboxMail.objects.exists()
    assert not PasswordRequest.objects.exists()


def test_no_address_is_kept(reader, dana):
    ask(reader, "nobody@example.org")
    row = PasswordRequest.objects.get()
    assert "nobody" not in row.digest
    assert len(row.digest) == 64


def test_asking_twice_and_two_workers_make_one_mail(reader, dana):
    ask(reader)
    ask(reader)
    answer_requests(timezone.now())
    answer_requests(timezone.now())
    assert OutboxMail.objects.count() == 1


def test_it_works_once_and_for_a_day(reader, dana):
    ask(reader)
    answer_requests(timezone.now())
    link = mailed_link()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        page = reader.get(link)
        assert page.status_code == 410
        assert "Mail me a new link" in page.content.decode()
    assert reader.post(link, NEW).status_code == 302
    assert Client().post(link, NEW).status_code == 410


def test_it_ends_every_session_and_every_other_link(reader, dana):
    reader.post("/accounts/login/", {"login": dana.email, "password": PASSWORD})
    for _time in range(2):
        ask(reader)
        answer_requests(timezone.now())
    Client().post(mailed_link(), NEW)
    assert not StaffSession.objects.exclude(user=dana).exists()
    assert StaffSession.objects.count() <= 1  # the one the link itself began
    assert not StaffLink.objects.unused().exists()
    assert reader.get("/admin/").status_code == 302


def test_a_stranger_who_asks_takes_no_invitation_away(reader, owner, people, db):
    kim = User.objects.create_user("kim@example.org", display_name="Kim")
    invite(kim, people["owner"])
    link = mailed_link()
    ask(reader, kim.email)
    answer_requests(timezone.now())
    assert Client().get(link).status_code == 200


def test_the_links_of_the_sign_in_package_are_closed(reader, dana):
    for address in ("3-abc-def", "done", "3-set-password"):
        assert reader.get(f"/accounts/password/reset/key/{address}/").status_code == 404
