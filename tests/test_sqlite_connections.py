"""A connection to SQLite is kept from request to request, and given up when its file is another one."""

import sqlite3

import pytest

from portal.sqlite3.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kept.sqlite3"
    sqlite3.connect(path).execute("CREATE TABLE words (word)").connection.close()
    return path


@pytest.fixture
def database(file, settings):
    wrapper = DatabaseWrapper(
        {
            **settings.DATABASES["default"],
            "ENGINE": "portal.sqlite3",
            "NAME": str(file),
            "CONN_MAX_AGE": None,
            "OPTIONS": {},
            "AUTOCOMMIT": True,
            "CONN_HEALTH_CHECKS": False,
            "TIME_ZONE": None,
        },
        "kept",
    )
    yield wrapper
    wrapper.close()


def between_requests(database) -> bool:
    """Whether the connection of the request before is the next one's."""
    before = database.connection
    database.close_if_unusable_or_obsolete()
    database.ensure_connection()
    return database.connection is before


def test_the_next_request_finds_it_open(database):
    database.ensure_connection()
    assert between_requests(database)


def test_a_file_that_took_its_place_is_seen_at_once(database, file, tmp_path):
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO words VALUES ('old')")
    restored = tmp_path / "restored.sqlite3"
    sqlite3.connect(restored).execute("CREATE TABLE words (word)").connection.close()
    restored.replace(file)
    assert not between_requests(database)
    with database.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM words").fetchone() == (0,)


def test_a_file_that_is_gone_is_given_up(database, file):
    database.ensure_connection()
    file.unlink()
    assert not between_requests(database)


def test_within_a_transaction_nothing_is_closed(database, file):
    database.ensure_connection()
    database.in_atomic_block = True
    file.unlink()
    assert between_requests(database)
    database.in_atomic_block = False
