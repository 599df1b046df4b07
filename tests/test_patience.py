"""A request waits for others for so long and no longer, whatever it waits for and however often."""

import os
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection

from pagecache import patience
from pagecache.patience import Patience, spending
from portal.postgresql.patient import PatientConnection
from tests.faults.proxy import Proxy

pytestmark = pytest.mark.servers

on_postgresql = pytest.mark.skipif(os.environ.get("RUN_ON") != "servers", reason="needs the server")


def during_a_request(work):
    """What `work` gives when it is called in the middle of a request."""
    given = []
    Patience(lambda environ, start_response: given.append(work()))({}, None)
    return given[0]


def wait(seconds: float) -> float | None:
    with spending():
        time.sleep(seconds)
    return patience.left()


def test_waits_are_taken_from_what_is_left():
    assert during_a_request(lambda: wait(0.1)) == pytest.approx(patience.LONGEST - 0.1, abs=0.05)


def test_quick_questions_are_no_waits_however_many():
    assert during_a_request(lambda: [wait(0.001) for _ in range(100)][-1]) == patience.LONGEST


def test_nothing_is_left_below_zero(monkeypatch):
    monkeypatch.setattr(patience, "LONGEST", 0.06)
    assert during_a_request(lambda: wait(0.1)) == 0


def test_outside_of_a_request_there_is_no_limit():
    assert wait(0.1) is None


def test_after_a_request_there_is_none_either_even_when_it_failed():
    with pytest.raises(ZeroDivisionError):
        during_a_request(lambda: 1 / 0)
    assert patience.left() is None


def test_what_must_come_to_its_end_is_given_time_and_leaves_no_more_than_there_was(monkeypatch):
    monkeypatch.setattr(patience, "LONGEST", 0.2)

    def commit() -> tuple[float | None, ...]:
        with patience.at_least(3.5):
            inside = patience.left()
        return inside, patience.left()

    assert during_a_request(commit) == (3.5, 0.2)
    assert commit() == (None, None)


def test_each_request_has_its_own(monkeypatch):
    during_a_request(lambda: wait(0.1))
    assert during_a_request(patience.left) == patience.LONGEST


@contextmanager
def road_to_the_database():
    at = connection.settings_dict
    with (
        Proxy(at["HOST"], int(at["PORT"] or 5432)) as road,
        PatientConnection.connect(
            host="127.0.0.1", port=road.port, user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"]
        ) as way,
    ):
        yield road, way


def seconds_to_fail(way) -> float:
    begun = time.monotonic()
    with pytest.raises(psycopg.OperationalError):
        way.execute("SELECT pg_sleep(5)")
    return time.monotonic() - begun


@on_postgresql
@pytest.mark.servers
@pytest.mark.django_db
@pytest.mark.parametrize("mood", ["silent", ""])
def test_a_silent_or_slow_database_is_given_up_and_its_connection_closed(mood, monkeypatch):
    monkeypatch.setattr(patience, "LONGEST", 0.5)
    with road_to_the_database() as (road, way):
        road.mood = mood
        assert 0.4 < during_a_request(lambda: seconds_to_fail(way)) < 2
        assert way.closed


@on_postgresql
@pytest.mark.servers
@pytest.mark.django_db
def test_a_mistake_in_a_question_closes_nothing():
    with road_to_the_database() as (_road, way):
        with pytest.raises(psycopg.errors.UndefinedTable):
            during_a_request(lambda: way.execute("SELECT * FROM nowhere"))
        assert not way.closed


@on_postgresql
@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_who_has_waited_for_long_enough_opens_no_further_connection(monkeypatch):
    monkeypatch.setattr(patience, "LONGEST", 0)
    connection.close()
    with pytest.raises(OperationalError, match="waited for long enough"):
        during_a_request(connection.ensure_connection)
