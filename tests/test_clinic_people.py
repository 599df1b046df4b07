"""Accounts, and the record of what people did."""

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction

from clinic.models import ClinicProfile, Record, User
from clinic.record import record


def test_an_address_is_one_account_in_whatever_case(db):
    User.objects.create_user("dana@example.org", display_name="Dana")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="DANA@example.org", display_name="Dana again")])


def test_an_account_is_found_in_whatever_case(db):
    user = User.objects.create_user(" Dana@Example.org ", display_name="Dana")
    assert user.email == "dana@example.org"
    assert User.objects.get_by_natural_key("DANA@example.ORG") == user


def test_an_account_without_a_password_cannot_be_entered(db):
    assert not User.objects.create_user("dana@example.org", display_name="Dana").has_usable_password()


def test_an_account_needs_an_address(db):
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("", display_name="Dana")


def test_there_is_one_profile_row(db):
    ClinicProfile.the_one()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClinicProfile.objects.bulk_create([ClinicProfile(id=2)])
    assert ClinicProfile.the_one().pk == 1


def test_a_line_of_the_record_says_who_did_what_to_which_object(people):
    line = record(people["owner"], "change staff account", people["editor"], note="n" * 600)
    assert (line.object_type, line.object_id) == ("clinic.User", str(people["editor"].pk))
    assert len(line.note) == 500


@pytest.mark.parametrize(
    "attempt",
    [
        lambda line: line.save(),
        lambda line: line.delete(),
        lambda line: Record.objects.filter(pk=line.pk).update(note="changed"),
        lambda line: Record.objects.all().delete(),
        lambda line: Record.objects.bulk_update([line], ["note"]),
    ],
    ids=["save", "delete", "update", "delete all", "bulk update"],
)
def test_the_record_is_never_changed(people, attempt):
    line = record(people["owner"], "try")
    with pytest.raises(TypeError, match="append-only"), transaction.atomic():
        attempt(line)
    assert Record.objects.get().note == ""


def test_the_record_outlives_an_account(people):
    record(people["editor"], "publish article")
    User.objects.filter(pk=people["editor"].pk).delete()
    assert Record.objects.get().actor is None


def test_the_record_can_be_restored_from_a_backup(people):
    record(people["editor"], "publish article")
    saved = serializers.serialize("json", Record.objects.all())
    assert len(list(serializers.deserialize("json", saved))) == 1
