"""What is acknowledged is on the disk: the database's own settings are checked before the site starts."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from portal import durability

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def problems() -> list[str]:
    return [one.msg for one in run_checks(databases=["default"]) if one.id == "portal.E002"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite; a server for tests may be set otherwise")
def test_our_own_settings_flush_every_commit(db):
    assert problems() == []


def test_a_database_that_does_not_flush_is_named(monkeypatch):
    """The control."""
    if connection.vendor == "sqlite":
        monkeypatch.setattr(durability, "FLUSHED", 4)
        assert problems() == ["The database runs with synchronous=2."]
    else:
        monkeypatch.setattr(durability, "WANTED", {"fsync": ("never",)})
        assert problems()[0].startswith("The database runs with fsync=")


def test_a_database_that_is_away_is_not_the_checks_business(monkeypatch):
    monkeypatch.setattr(durability, "weak_sqlite", lambda connection: fail())
    monkeypatch.setattr(durability, "weak_postgresql", lambda connection: fail())
    assert problems() == []


def fail():
    from django.db import OperationalError

    raise OperationalError


@pytest.mark.parametrize("value", ["off"])
def test_postgresql_must_flush(value):
    assert all(value not in good for good in durability.WANTED.values())
