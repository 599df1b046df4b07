"""The record's list: found by year, month and kind of action, however long the record has grown."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models import Record
from clinic.record_filters import ACTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
LIST = "/admin/clinic/record/"


@pytest.fixture(autouse=True)
def entries():
    cache.delete(ACTIONS)
    Record.objects.all()._raw_delete("default")
    for note, at in (
        ("old", datetime(2024, 12, 31, 12, tzinfo=UTC)),
        ("night", datetime(2026, 2, 1, 3, tzinfo=UTC)),  # still January at the example clinic
        ("new", datetime(2026, 3, 5, 12, tzinfo=UTC)),
    ):
        Record.objects.create(action="sign" if note == "new" else "publish", note=note, at=at)


def notes(client, query: str) -> set[str]:
    return {row.note for row in client.get(f"{LIST}?{query}", follow=True).context["cl"].result_list}


def offered(client, query: str = "") -> str:
    return client.get(f"{LIST}?{query}", follow=True).content.decode()


def test_a_year_and_a_month_show_what_was_done_in_them_at_the_clinics_own_time(owner):
    assert {"new", "night"} <= notes(owner, "when=2026") and "old" not in notes(owner, "when=2026")
    assert notes(owner, "when=2026-01") == {"night"}
    assert notes(owner, "when=2026-03") == {"new"}
    assert notes(owner, "when=2024-12") == {"old"}


def test_years_are_offered_at_once_and_months_of_the_chosen_one(owner):
    assert ">2024<" in offered(owner) and ">2025<" in offered(owner) and "March 2026" not in offered(owner)
    page = offered(owner, "when=2024")
    assert "December 2024" in page and "November 2024" not in page and "March 2026" not in page


def test_a_kind_of_action_shows_its_entries(owner):
    assert notes(owner, "action=sign") == {"new"}
    assert "old" in notes(owner, "action=publish") and "new" not in notes(owner, "action=publish")


def test_an_action_too_new_to_be_remembered_can_be_shown_by_its_address(owner):
    offered(owner)
    Record.objects.create(action="expire", note="newest")
    assert "?action=expire" not in offered(owner)
    assert notes(owner, "action=expire") == {"newest"}


@pytest.mark.parametrize("value", ["x", "2026-13", "2026-00", "99999", "1999", "%00", "²⁰²⁶", "2026-", "-1"])
def test_a_time_that_is_none_shows_everything(value, owner):
    assert notes(owner, f"when={value}") >= {"old", "night", "new"}


def test_an_empty_record_has_a_list(owner):
    Record.objects.all()._raw_delete("default")
    assert owner.get(LIST).status_code == 200


def test_the_second_look_reads_no_list_of_actions(owner):
    owner.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        owner.get(LIST)
    assert not [query for query in captured.captured_queries if "DISTINCT" in query["sql"]]
    assert len(captured) <= 15
