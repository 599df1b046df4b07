"""/healthz says that the process answers; /readyz whether it should be sent readers."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from page_cache_site import ask

from jobs.models import Heartbeat
from pagecache.shared import pages as cache

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


@pytest.fixture
def worker_is_alive(db):
    return Heartbeat.objects.create(name="worker", at=timezone.now())


def fail(*args, **kwargs):
    raise OperationalError("postgres://user:password@host")


def test_alive_asks_no_database(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(connection, "cursor", fail)
    with django_assert_num_queries(0), django_assert_num_queries(0, using="cache"):
        reply = client.get("/healthz")
    assert (reply.status_code, reply.json()) == (200, {"status": "alive"})


def test_everything_well_is_ready(client, worker_is_alive):
    reply = client.get("/readyz")
    checks = {"database": "ok", "storage": "ok", "cache": "ok", "worker": "ok", "backup": "ok"}
    assert (reply.status_code, reply.json()) == (
        200,
        {"status": "ready", "checks": checks, "backup_checked_hours_ago": None},
    )


def test_without_a_database_it_is_not_ready(client, worker_is_alive, monkeypatch):
    monkeypatch.setattr(connection, "cursor", fail)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["status"]) == (503, "unavailable")
    assert reply.json()["checks"] == {
        "database": "failing",
        "storage": "ok",
        "cache": "ok",
        "worker": "unknown",
        "backup": "unknown",
    }
    assert "password" not in reply.text


def test_without_a_place_for_files_it_is_not_ready(client, worker_is_alive, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["checks"]["storage"]) == (503, "failing")


def test_without_a_cache_it_is_slower_but_serves(client, worker_is_alive, monkeypatch):
    monkeypatch.setattr(cache, "set", fail)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["status"]) == (200, "degraded")
    assert reply.json()["checks"]["cache"] == "failing"


@pytest.mark.parametrize(("seconds", "word"), [(59, "ok"), (61, "silent"), (None, "silent")])
def test_a_worker_that_is_silent_for_a_minute_is_named(client, worker_is_alive, seconds, word):
    if seconds is None:
        worker_is_alive.delete()
    else:
        Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=seconds))
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["checks"]["worker"]) == (200, word)
    assert reply.json()["status"] == ("ready" if word == "ok" else "degraded")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_neither_is_ever_cached(client, address, worker_is_alive):
    assert "no-store" in client.get(address)["Cache-Control"]
    assert "x-request-id" in ask(address).headers
    assert "etag" not in ask(address).headers


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_they_answer_reading_only(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
