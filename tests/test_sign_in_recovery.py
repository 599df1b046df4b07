"""Locked out: an owner takes a lost second factor away, or somebody with a shell on the server prints a link."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinic.models import Record, StaffSession, User
from clinic.roles import OWNER, has_role
from jobs.models import OutboxMail

pytestmark = pytest.mark.django_db

LIST = "/admin/clinic/user/"
WORDS = {"password1": "six new calm words", "password2": "six new calm words"}


@pytest.fixture
def lost(people) -> User:
    TOTP.activate(people["editor"], generate_totp_secret())
    return people["editor"]


def page(user) -> str:
    return f"{LIST}{user.pk}/remove-second-factor/"


def recover(*options) -> str:
    out = StringIO()
    call_command("recover_staff", "Editor@Example.org", *options, stdout=out)
    return next(word for word in out.getvalue().split() if "://" in word)


def test_the_accounts_page_leads_there_while_there_is_a_second_factor(owner, lost, people):
    assert page(lost) in owner.get(f"{LIST}{lost.pk}/change/").content.decode()
    other = people["moderator"]
    assert page(other) not in owner.get(f"{LIST}{other.pk}/change/").content.decode()


def test_an_owner_removes_it_and_everybody_concerned_knows(owner, editor, people, lost):
    assert editor.get("/admin/").status_code == 200
    assert "Be sure who is asking" in owner.get(page(lost)).content.decode()
    owner.post(page(lost))
    assert not Authenticator.objects.filter(user=lost).exists()
    assert editor.get("/admin/").status_code == 302
    line = Record.objects.get(action="remove second factor")
    assert (line.actor, line.object_id) == (people["owner"], str(lost.pk))
    mail = OutboxMail.objects.get()
    assert mail.to == lost.email
    assert "Owner has removed the second step" in mail.body


def test_looking_removes_nothing(owner, lost):
    owner.get(page(lost))
    assert Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["clinician", "editor", "moderator"])
def test_nobody_else_removes_it(name, request, lost):
    assert request.getfixturevalue(name).post(page(lost)).status_code == 403
    assert Authenticator.objects.exists()


def test_ones_own_needs_a_fresh_proof(owner, people):
    TOTP.activate(people["owner"], generate_totp_secret())
    assert owner.post(page(people["owner"])).headers["Location"] == "/accounts/2fa/"
    owner.post(LIST, {"action": "remove_second_factor", "_selected_action": [people["owner"].pk]})
    assert Authenticator.objects.filter(user=people["owner"]).exists()


def test_an_account_made_on_the_server_is_out_of_reach(owner, lost):
    User.objects.filter(pk=lost.pk).update(is_superuser=True)
    assert owner.post(page(lost)).status_code == 403
    assert Authenticator.objects.exists()


def test_a_strange_number_is_not_found(owner):
    assert owner.post(f"{LIST}{'9' * 40}/remove-second-factor/").status_code == 404


def test_the_link_from_the_server_opens_the_account_again(reader, lost, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    link = recover()
    assert link.startswith("http://testserver/accounts/link/")
    assert Authenticator.objects.exists()  # until it is used, nothing has changed
    assert reader.post(link, WORDS).headers["Location"] == "/accounts/2fa/"
    assert not Authenticator.objects.exists()
    assert reader.session["_auth_user_id"] == str(lost.pk)
    assert reader.get(link).status_code == 410


def test_it_ends_the_sessions_of_whoever_was_in(reader, editor, lost):
    assert editor.get("/admin/").status_code == 200
    reader.post(recover(), WORDS)
    assert StaffSession.objects.filter(user=lost).count() == 1  # before anything notices the new password
    assert editor.get("/admin/").status_code == 302


def test_it_works_for_a_day(reader, lost):
    link = recover()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert reader.post(link, WORDS).status_code == 410
    assert Authenticator.objects.exists()


def test_the_record_knows_that_it_came_from_the_server(lost):
    recover()
    line = Record.objects.get()
    assert (line.actor, line.action, line.object_id, line.note) == (None, "recover staff account", str(lost.pk), "")


def test_it_switches_the_account_on_and_can_make_it_an_owner(lost):
    User.objects.filter(pk=lost.pk).update(is_active=False, is_staff=False)
    recover("--owner")
    assert has_role(User.objects.get(pk=lost.pk), OWNER)
    assert Record.objects.get().note == "made an owner"


def test_without_owner_the_roles_stay(lost):
    recover()
    assert not has_role(User.objects.get(pk=lost.pk), OWNER)


def test_an_unknown_address_is_refused(db):
    with pytest.raises(CommandError, match="No staff account"):
        call_command("recover_staff", "nobody@example.org")
    assert not Record.objects.exists()


def test_what_somebody_removed_has_done_stays(owner, people):
    Record.objects.create(actor=people["editor"], action="try")
    owner.post(f"{LIST}{people['editor'].pk}/change/", {"email": "editor@example.org", "display_name": "Editor"})
    assert not User.objects.get(pk=people["editor"].pk).is_active
    assert Record.objects.get(action="try").actor == people["editor"]
