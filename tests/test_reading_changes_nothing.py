"""GET never changes state: every address there is, asked by everybody, with all tables compared before and after."""

import hashlib

import pytest
from django.apps import apps
from django.core import serializers

from tests.addresses import make_world, public_addresses, staff_addresses

pytestmark = pytest.mark.django_db

# What a visit itself may leave: a session's clock, and what counts wrong passwords. Neither is anybody's content.
OF_VISITS = {"sessions.Session", "clinic.StaffSession"}
# Signing out asks first; these two end what the other requests need.
LEFT_OUT = ("/accounts/logout/",)


def state() -> dict[str, str]:
    """A fingerprint of each table's rows."""
    found = {}
    for model in apps.get_models():
        if model._meta.label in OF_VISITS or not model._meta.managed:
            continue
        rows = serializers.serialize("json", model._base_manager.order_by("pk"))
        found[model._meta.label] = hashlib.sha256(rows.encode()).hexdigest()
    return found


@pytest.mark.parametrize("role", ["reader", "owner", "clinician", "editor", "moderator"])
def test_no_get_of_any_address_changes_a_row(role, people, request):
    world = make_world(people)
    client = request.getfixturevalue(role)
    before = state()
    changed = []
    for address in [*public_addresses(world), *staff_addresses(world)]:
        if address in LEFT_OUT:
            continue
        assert client.get(address).status_code < 500
        client.head(address)
        if (after := state()) != before:
            changed.append((address, [table for table in after if after[table] != before[table]]))
            before = after
    assert not changed
