"""The clinic's profile on the desk: one form, saved to the database, to the public copy, and to the record."""

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from clinic.models import ClinicProfile, Record
from clinic.profile import get_profile

FORM = "/admin/clinic/clinicprofile/1/change/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(owner, django_capture_on_commit_callbacks):
    def save(client=owner, **changes):
        with django_capture_on_commit_callbacks(execute=True):
            row = model_to_dict(ClinicProfile.the_one())
            shown = {name: "" if value is None else value for name, value in row.items()}
            return client.post(FORM, shown | changes)

    return save


def test_the_list_leads_to_the_one_form(owner):
    response = owner.get("/admin/clinic/clinicprofile/", follow=True)
    assert response.redirect_chain == [(FORM, 302)]
    assert "A wrong number here can cost a life" in response.content.decode()


def test_what_an_owner_saves_stands_on_every_page(save, reader, people):
    save(name="Harbor Clinic", country="UK")
    assert (get_profile().name, get_profile().emergency_number) == ("Harbor Clinic", "999")
    assert "Harbor Clinic" in reader.get("/help-now/").content.decode()
    assert Record.objects.filter(action="change clinic profile").get().actor == people["owner"]


def test_saving_forgets_the_sites_pages_after_the_file_is_written(save, monkeypatch):
    names = []
    forget = "portal.profile_admin.forget_site"
    monkeypatch.setattr(forget, lambda: transaction.on_commit(lambda: names.append(get_profile().name)))
    save(name="Harbor Clinic")
    assert names == ["Harbor Clinic"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"opening_hours": "when we like"},
        {"phone": "call us"},
        {"help_lines": "only a name"},
        {"email": "nobody"},
        {"name": ""},
    ],
)
def test_a_wrong_value_is_shown_beside_its_field_and_nothing_changes(save, wrong):
    response = save(**wrong)
    assert list(response.context["adminform"].form.errors) == list(wrong)
    assert get_profile().name == "Example Clinic"
    assert not Record.objects.exists()


def test_the_form_shows_the_state_of_the_site_and_does_not_change_it(save, owner):
    """It has a page of its own (test_opening.py), which refuses until nothing is missing."""
    assert b"Demo: an example" in owner.get("/admin/clinic/clinicprofile/", follow=True).content
    save(site_state="open")
    assert get_profile().site_state == "demo"


@pytest.mark.parametrize("role", ["clinician", "editor", "moderator"])
def test_nobody_else_reads_or_changes_it(role, request, save):
    client = request.getfixturevalue(role)
    assert client.get("/admin/clinic/clinicprofile/").status_code == 403
    ClinicProfile.the_one()
    assert client.get(FORM).status_code == 403
    assert save(client, name="Other").status_code == 403


def test_it_can_be_neither_added_nor_deleted(owner):
    ClinicProfile.the_one()
    assert owner.post("/admin/clinic/clinicprofile/add/", {"name": "Second"}).status_code == 403
    assert owner.post("/admin/clinic/clinicprofile/1/delete/", {"post": "yes"}).status_code == 403
