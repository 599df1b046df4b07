"""What is done faster than Django's own way with PostgreSQL and Redis gives the same as Django's own way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.db import DataError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.servers, pytest.mark.django_db]


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    return connection


def read_by_django_and_by_us(text: str, zone) -> tuple[datetime, datetime]:
    from django.db.backends.postgresql.psycopg_any import BaseTzLoader
    from psycopg.postgres import types

    from portal.postgresql.moments import quick

    plain = type("Plain", (BaseTzLoader,), {"timezone": zone})
    oid = types["timestamptz"].oid
    return tuple(loader(oid, connection.connection).load(text.encode()) for loader in (plain, quick(zone)))


@given(moment=st.datetimes(timezones=st.just(UTC)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_moment_is_read_as_django_reads_it(postgresql, moment):
    with postgresql.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, %s::timestamptz::text", [moment, moment])
        read, text = cursor.fetchone()
    assert read == moment and read.tzinfo is UTC
    assert [*read_by_django_and_by_us(text, UTC)] == [moment, moment]


def test_the_pages_own_connection_reads_moments_quickly(postgresql):
    from psycopg.postgres import types
    from psycopg.pq import Format

    postgresql.ensure_connection()
    loader = postgresql.connection.adapters.get_loader(types["timestamptz"].oid, Format.TEXT)
    assert loader.__name__ == "QuickLoader"


def test_a_moment_written_in_another_time_zone_is_read_as_django_reads_it(postgresql):
    with postgresql.cursor() as cursor:
        for zone in ("Europe/London", "Asia/Kolkata", "America/St_Johns"):
            cursor.execute("SET TIME ZONE %s", [zone])
            for year in (1890, 1971, 2026):
                moment = datetime(year, 7, 3, 4, 5, 6, 70_000, UTC)
                cursor.execute("SELECT %s::timestamptz::text", [moment])
                ours = read_by_django_and_by_us(cursor.fetchone()[0], ZoneInfo(zone))
                assert ours[0] == ours[1], (zone, year)
        cursor.execute("SET TIME ZONE 'UTC'")


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "12026-01-01", "0044-03-15 BC"])
def test_a_moment_that_python_cannot_hold_is_an_error_and_no_other_moment(postgresql, moment):
    with pytest.raises(DataError), postgresql.cursor() as cursor:
        cursor.execute(f"SELECT timestamptz '{moment}'")
        cursor.fetchone()


def test_redis_is_asked_through_one_client():
    cache = caches["pages"]
    if "Redis" not in type(cache).__name__:
        pytest.skip("about Redis")
    client = cache._cache.get_client()
    assert cache._cache.get_client("any", write=True) is client
    cache.set("quickened", {"a": timedelta(1)}, 5)
    assert cache.get_many(["quickened", "never"]) == {"quickened": {"a": timedelta(1)}}
