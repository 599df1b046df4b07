"""Staff accounts on the desk: owners make them with a role, and each person chooses a password by mail."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group

from clinic.models import Record, User
from jobs.models import OutboxMail

pytestmark = pytest.mark.django_db

LIST = "/admin/clinic/user/"


def role(*names) -> list[int]:
    return [Group.objects.get(name=name).pk for name in names]


def form(user, **changes) -> dict:
    values = {"email": user.email, "display_name": user.display_name, "groups": role(), "is_active": "on"}
    values["groups"] = [group.pk for group in user.groups.all()]
    return values | changes


def test_an_owner_adds_somebody_with_a_role(owner, people):
    data = {"email": "Kim@Example.org", "display_name": "Kim", "groups": role("Editor"), "is_active": "on"}
    assert owner.post(f"{LIST}add/", data).status_code == 302
    kim = User.objects.get(email="kim@example.org")
    assert [group.name for group in kim.groups.all()] == ["Editor"]
    assert not kim.has_usable_password()
    assert kim.is_staff
    assert not kim.is_superuser
    line = Record.objects.get(action="add staff account")
    assert (line.actor, line.note) == (people["owner"], "Editor")


def test_the_new_person_gets_a_link_for_choosing_a_password(owner):
    data = {"email": "kim@example.org", "display_name": "Kim", "groups": role("Editor"), "is_active": "on"}
    owner.post(f"{LIST}add/", data)
    mail = OutboxMail.objects.get()
    assert mail.to == "kim@example.org"
    assert "/accounts/link/" in mail.body


def test_an_address_in_another_case_is_refused(owner, people):
    data = {"email": "EDITOR@example.org", "display_name": "Second", "groups": role("Editor"), "is_active": "on"}
    response = owner.post(f"{LIST}add/", data)
    assert "already signs in" in response.content.decode()


@pytest.mark.parametrize("smuggled", [{"is_superuser": "on"}, {"user_permissions": ["1"]}, {"password": "x"}])
def test_a_smuggled_field_changes_nothing(owner, people, smuggled):
    owner.post(f"{LIST}{people['editor'].pk}/change/", form(people["editor"], **smuggled))
    changed = User.objects.get(pk=people["editor"].pk)
    assert not changed.is_superuser
    assert not changed.user_permissions.exists()
    assert changed.password == people["editor"].password


def test_somebody_who_leaves_is_switched_off_and_the_record_says_so(owner, people, editor):
    data = form(people["editor"])
    del data["is_active"]
    owner.post(f"{LIST}{people['editor'].pk}/change/", data)
    assert editor.get("/admin/").status_code == 302
    assert Record.objects.get(action="change staff account").note == "Editor, switched off"


@pytest.mark.parametrize("change", ["role", "active"])
def test_the_only_owner_cannot_stop_being_one(owner, people, change):
    data = form(people["owner"])
    if change == "role":
        data["groups"] = role("Editor")
    else:
        del data["is_active"]
    response = owner.post(f"{LIST}{people['owner'].pk}/change/", data)
    assert "only owner" in response.content.decode()


def test_one_of_two_owners_may_go(owner, people):
    people["editor"].groups.set(Group.objects.filter(name="Owner"))
    response = owner.post(f"{LIST}{people['owner'].pk}/change/", form(people["owner"], groups=role("Editor")))
    assert response.status_code == 302


def test_an_account_made_on_the_server_is_out_of_reach(owner, people):
    User.objects.filter(pk=people["editor"].pk).update(is_superuser=True)
    address = f"{LIST}{people['editor'].pk}/change/"
    assert owner.post(address, form(people["editor"], is_active="")).status_code == 403
    owner.post(LIST, {"action": "remove_second_factor", "_selected_action": [people["editor"].pk]})
    assert not Record.objects.exists()


def test_a_lost_phone_is_removed_and_recorded(owner, people):
    TOTP.activate(people["editor"], generate_totp_secret())
    owner.post(LIST, {"action": "remove_second_factor", "_selected_action": [people["editor"].pk]})
    assert not Authenticator.objects.exists()
    assert Record.objects.get(action="remove second factor").object_id == str(people["editor"].pk)


def test_a_new_link_can_be_mailed(owner, people):
    owner.post(LIST, {"action": "send_password_link", "_selected_action": [people["editor"].pk]})
    assert OutboxMail.objects.get().to == people["editor"].email


@pytest.mark.parametrize("name", ["clinician", "editor", "moderator"])
def test_nobody_else_sees_or_makes_accounts(name, request, people):
    client = request.getfixturevalue(name)
    own = people[name].pk
    for address in (LIST, f"{LIST}add/", f"{LIST}{own}/change/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"groups": role("Owner")}).status_code == 403
    assert [group.name for group in people[name].groups.all()] == [name.title()]


def test_the_list_costs_the_same_with_twenty_accounts(owner, django_assert_max_num_queries):
    owner.get("/admin/")  # the first request of a session also writes its row
    with django_assert_max_num_queries(12) as few:
        owner.get(LIST)
    for number in range(20):
        user = User.objects.create_user(f"staff{number}@example.org", display_name=f"Staff {number}")
        user.groups.add(*role("Editor"))
    with django_assert_max_num_queries(len(few)):
        owner.get(LIST)


def test_accounts_are_never_deleted(owner, people):
    assert owner.post(f"{LIST}{people['editor'].pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_record_is_for_owners_to_read(owner, editor):
    assert owner.get("/admin/clinic/record/").status_code == 200
    assert editor.get("/admin/clinic/record/").status_code == 403
    assert owner.post("/admin/clinic/record/add/", {"action": "forged"}).status_code == 403
