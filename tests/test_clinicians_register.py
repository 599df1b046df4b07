"""The register of clinicians: owners keep it, and an address counts once a mailed link was confirmed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from clinic.models import AddressLink, Clinician, Record
from jobs.models import OutboxMail
from portal import clinician_register
from tests.factories import make_clinician

pytestmark = pytest.mark.django_db

ADD = "/admin/clinic/clinician/add/"
FORM = {
    "name": "Dr. Example",
    "credential": "psychiatrist",
    "registration_number": "Example board 1",
    "registration_link": "https://board.example.org/1",
    "disclosure": "None",
    "email": "Doctor@example.org",
    "is_active": "on",
}


def newest_link() -> str:
    body = OutboxMail.objects.latest("pk").body
    return next(word for word in body.split() if "/accounts/clinician/" in word)


@pytest.fixture
def entry(owner) -> Clinician:
    assert owner.post(ADD, FORM).status_code == 302
    return Clinician.objects.get()


def test_a_new_entry_may_not_sign_before_its_address_is_proven(entry):
    assert not entry.may_sign
    assert not Clinician.objects.signing().exists()
    assert OutboxMail.objects.get().to == "doctor@example.org"


def test_opening_the_link_changes_nothing_and_confirming_proves_the_address(entry, reader):
    link = newest_link()
    assert "Is this you?" in reader.get(link).content.decode()
    assert not Clinician.objects.signing().exists()
    assert "confirmed" in reader.post(link).content.decode()
    assert Clinician.objects.signing().get() == entry
    assert Record.objects.filter(action="prove clinician’s address", object_id=entry.pk).exists()


def test_the_word_of_the_link_is_not_stored(entry):
    word = newest_link().rstrip("/").rpartition("/")[2]
    assert len(word) == 43 and word not in str(AddressLink.objects.values().get())


def test_a_link_works_once_and_only_the_newest(entry, people, reader):
    old = newest_link()
    clinician_register.ask_again(entry, people["owner"])
    assert reader.post(old).status_code == 410
    assert reader.post(newest_link()).status_code == 200
    assert reader.post(newest_link()).status_code == 410


def test_a_link_ends_after_seven_days_and_its_row_later(entry, reader):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert reader.post(newest_link()).status_code == 410
    assert clinician_register.delete_old_links(timezone.now() + timedelta(days=38)) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "other@example.org"}])
def test_a_link_of_an_entry_that_was_changed_is_dead(entry, reader, change):
    Clinician.objects.update(**change)
    assert reader.get(newest_link()).status_code == 410
    assert reader.post(newest_link()).status_code == 410
    assert not Clinician.objects.filter(verified_at__isnull=False).exists()


def test_a_new_address_has_to_be_proven_again(owner):
    entry = make_clinician()
    owner.post(f"/admin/clinic/clinician/{entry.pk}/change/", FORM | {"email": "new@example.org"})
    entry.refresh_from_db()
    assert entry.email == "new@example.org" and not entry.may_sign


def test_a_changed_disclosure_keeps_the_proof(owner):
    entry = make_clinician()
    owner.post(f"/admin/clinic/clinician/{entry.pk}/change/", FORM | {"email": entry.email.upper()})
    entry.refresh_from_db()
    assert entry.may_sign and not OutboxMail.objects.exists()


def test_the_list_mails_the_link_again_to_those_who_need_it(owner, entry):
    proven = make_clinician()
    first = OutboxMail.objects.get()
    data = {"action": "mail_link_again", "_selected_action": [entry.pk, proven.pk]}
    owner.post("/admin/clinic/clinician/", data)
    second = OutboxMail.objects.get()  # the first, whose link no longer works, had not been sent
    assert second.to == entry.email and second.body != first.body


@pytest.mark.parametrize("role", ["clinician", "editor", "moderator"])
def test_only_owners_keep_the_register(role, people, request):
    client = request.getfixturevalue(role)
    assert client.post(ADD, FORM).status_code == 403
    with pytest.raises(PermissionDenied):
        clinician_register.save_clinician(make_clinician(), people[role])
    with pytest.raises(PermissionDenied):
        clinician_register.ask_again(make_clinician(), people[role])


@pytest.mark.parametrize(
    "missing", ["name", "credential", "registration_number", "registration_link", "disclosure", "email"]
)
def test_nothing_may_be_left_out(owner, missing):
    assert owner.post(ADD, FORM | {missing: ""}).status_code == 200
    assert not Clinician.objects.exists()


def test_the_confirmation_needs_a_form_of_ours(entry):
    assert Client(enforce_csrf_checks=True).post(newest_link()).status_code == 403
