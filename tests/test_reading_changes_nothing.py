"""GET never changes state: every address there is, asked by everybody, with all tables compared before and after."""

import hashlib

import pytest
from django.apps import apps
from django.db import connection

from tests.addresses import make_world, public_addresses, staff_addresses

pytestmark = pytest.mark.django_db

# What a visit itself may leave: a session's clock, and what counts wrong passwords. Neither is anybody's content.
OF_VISITS = {"sessions.Session", "clinic.StaffSession"}
# Signing out asks first; these two end what the other requests need.
LEFT_OUT = ("/accounts/logout/",)


def state() -> dict[str, str]:
    """A fingerprint of each table's rows, as the database has them: it is taken hundreds of times in one test."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    found, quote = {}, connection.ops.quote_name
    with connection.cursor() as cursor:
        for options in (model._meta for model in models if model._meta.label not in OF_VISITS):
            cursor.execute(f"SELECT * FROM {quote(options.db_table)} ORDER BY {quote(options.pk.column)}")
            found[options.label] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
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
