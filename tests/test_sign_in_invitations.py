"""An invitation: a link by mail that works once, for seven days, and leads from a password to the second step."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from clinic.models import Record, StaffLink, StaffSession, User
from jobs.models import OutboxMail
from portal import staff_links
from portal.staff_links import delete_old_links

pytestmark = pytest.mark.django_db

LIST = "/admin/clinic/user/"
WORDS = {"password1": "six new calm words", "password2": "six new calm words"}


def newest_link() -> str:
    body = OutboxMail.objects.filter(to="kim@example.org").latest("pk").body
    return next(word for word in body.split() if "/accounts/link/" in word)


@pytest.fixture
def link(owner) -> str:
    roles = [Group.objects.get(name="Editor").pk]
    data = {"email": "kim@example.org", "display_name": "Kim", "groups": roles, "is_active": "on"}
    owner.post(f"{LIST}add/", data)
    return newest_link()


@pytest.fixture
def kim(link) -> User:
    return User.objects.get(email="kim@example.org")


def change(owner, kim, **changes):
    roles = [group.pk for group in kim.groups.all()]
    data = {"email": kim.email, "display_name": kim.display_name, "groups": roles, "is_active": "on"} | changes
    return owner.post(f"{LIST}{kim.pk}/change/", data)


def assert_dead(response, words: str, status: int = 410):
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "Ask the person who invited you, or another owner" in page


def test_the_link_has_our_own_address_and_its_word_is_not_stored(link, kim):
    assert link.startswith("http://testserver/accounts/link/")
    word = link.rstrip("/").rpartition("/")[2]
    assert len(word) == 43
    assert word not in str(StaffLink.objects.values().get())
    assert [line.object_id for line in Record.objects.filter(action="invite")] == [str(kim.pk)]


def test_it_sets_a_password_and_leads_to_the_second_step(reader, link, kim, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    assert "kim@example.org" in reader.get(link).content.decode()
    assert reader.post(link, WORDS).headers["Location"] == "/accounts/2fa/"
    assert reader.get("/admin/").headers["Location"] == "/accounts/2fa/"
    kim.refresh_from_db()
    assert kim.check_password("six new calm words")
    assert reader.session["_auth_user_id"] == str(kim.pk)
    assert Record.objects.filter(action="use invitation link", actor=kim).count() == 1


def test_looking_at_it_changes_nothing(reader, link, kim):
    reader.get(link)
    reader.head(link)
    assert StaffLink.objects.get().used_at is None
    assert "_auth_user_id" not in reader.session


def test_it_works_once(reader, link):
    reader.post(link, WORDS)
    stranger = Client()
    assert_dead(stranger.get(link), "This link has been used")
    assert_dead(
        stranger.post(link, WORDS | {"password1": "another calm word", "password2": "another calm word"}), "used"
    )
    assert "_auth_user_id" not in stranger.session


def test_of_two_at_the_same_moment_one_gets_in(reader, link, monkeypatch):
    def used_meanwhile(found, password):
        StaffLink.objects.update(used_at=timezone.now())
        return original(found, password)

    original = staff_links.use_link
    monkeypatch.setattr(staff_links, "use_link", used_meanwhile)
    assert_dead(reader.post(link, WORDS), "This link has been used")
    assert "_auth_user_id" not in reader.session


@pytest.mark.parametrize(("days", "works"), [(6.9, True), (7.1, False)])
def test_it_works_for_seven_days(reader, link, kim, days, works):
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        response = reader.post(link, WORDS)
    kim.refresh_from_db()
    assert kim.has_usable_password() == works
    if not works:
        assert_dead(response, "This link is too old")


def test_an_unknown_link_says_whom_to_ask(reader, db):
    assert_dead(reader.get("/accounts/link/" + "x" * 43 + "/"), "This link does not work", 404)
    assert reader.get("/accounts/link/%00/").status_code == 404


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"password1": "eleven-long", "password2": "eleven-long"}, "at least 12"),
        ({"password1": "1qaz2wsx3edc", "password2": "1qaz2wsx3edc"}, "too common"),
        ({"password1": "kim@example.org", "password2": "kim@example.org"}, "too similar"),
        ({"password1": "six new calm words", "password2": "other calm words"}, "same password"),
        ({}, "required"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_still_works(reader, link, words, why):
    assert why in reader.post(link, words).content.decode()
    assert reader.post(link, WORDS).status_code == 302


def test_a_second_link_ends_the_first(reader, owner, link, kim):
    owner.post(LIST, {"action": "send_password_link", "_selected_action": [kim.pk]})
    assert newest_link() != link
    assert_dead(reader.get(link), "does not work", 404)
    assert reader.post(newest_link(), WORDS).status_code == 302


@pytest.mark.parametrize("changes", [{"email": "other@example.org"}, {"is_active": ""}])
def test_another_address_or_a_switched_off_account_ends_it(reader, owner, link, kim, changes):
    change(owner, kim, **changes)
    assert_dead(reader.post(link, WORDS), "does not work", 404)


def test_a_password_chosen_in_another_way_ends_it(reader, link, kim):
    kim.set_password("four calm words here")
    kim.save()
    client = Client()
    client.post("/accounts/login/", {"login": kim.email, "password": "four calm words here"})
    client.post("/accounts/password/change/", WORDS | {"oldpassword": "four calm words here"})
    assert_dead(reader.post(link, WORDS), "does not work", 404)


def test_another_name_does_not(reader, owner, link, kim):
    change(owner, kim, display_name="Kimberley")
    assert reader.post(link, WORDS).status_code == 302


def test_no_token_no_password(link, kim):
    assert Client(enforce_csrf_checks=True).post(link, WORDS).status_code == 403


def test_an_owner_who_tries_it_out_is_signed_out_first(owner, link, kim):
    owner.post(link, WORDS)
    assert owner.session["_auth_user_id"] == str(kim.pk)
    assert owner.get("/admin/clinic/user/").status_code == 403


def test_it_does_not_pass_a_second_step_that_exists(reader, link, kim):
    TOTP.activate(kim, generate_totp_secret())
    assert reader.post(link, WORDS).headers["Location"] == "/accounts/2fa/authenticate/"
    assert reader.get("/admin/").status_code == 302
    assert not StaffSession.objects.filter(user=kim).exists()


def test_old_links_are_deleted(link):
    delete_old_links(timezone.now() + timedelta(days=36))
    assert StaffLink.objects.count() == 1
    delete_old_links(timezone.now() + timedelta(days=38))
    assert not StaffLink.objects.exists()
