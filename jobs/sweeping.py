"""Carrying out the registered sweeps, each on its own: one that fails stops no other."""

import logging
import time
from datetime import datetime

from django.db import connections
from django.utils import timezone

from jobs.models import Heartbeat
from jobs.registry import SWEEPS, Sweep
from jobs.work import stopping

log = logging.getLogger("jobs")

HEARTBEAT_SECONDS = 10.0


def run_due(now: datetime) -> dict[str, int | None]:
    """Runs every sweep once; returns what each has done, None for one that failed. Safe any number of
    times."""
    return {name: Sweeper().run(sweep, now) for name, sweep in sorted(SWEEPS.items())}


def beat(now: datetime) -> None:
    """Says that the worker is alive; portal.health tells when it has stopped saying so."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": now})


def hang_up() -> None:
    """What Django does after each request: gives back connections that are due or broken."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


class Sweeper:
    """Remembers when each sweep ran last, and which are failing, so that an outage of an hour is two log
    lines and not thousands."""

    def __init__(self):
        self.ran_at: dict[str, float] = {}
        self.failing: dict[str, str] = {}

    def round(self) -> None:
        """Runs what is due by its own interval, the heartbeat first and between the others."""
        self.beat()
        for sweep in list(SWEEPS.values()):
            if stopping.is_set():
                return
            if self.is_time(sweep.name, sweep.every.total_seconds()):
                self.run(sweep, timezone.now())
                self.beat()

    def beat(self) -> None:
        if self.is_time("heartbeat", HEARTBEAT_SECONDS):
            self.run(HEARTBEAT, timezone.now())

    def is_time(self, name: str, seconds: float) -> bool:
        last = self.ran_at.get(name)
        return last is None or time.monotonic() - last >= seconds

    def run(self, sweep: Sweep, now: datetime) -> int | None:
        """One sweep with connections of its own: one that the database has dropped is noticed and
        replaced."""
        self.ran_at[sweep.name] = time.monotonic()
        hang_up()
        try:
            done = sweep.run(now)
        except Exception as error:  # whatever an app's sweep may raise, the others have to run
            self.note(sweep.name, type(error).__name__, error)
            return None
        finally:
            hang_up()
        self.note(sweep.name, "")
        return done

    def note(self, name: str, kind: str, error: Exception | None = None) -> None:
        if kind and self.failing.get(name) != kind:
            log.error("sweep %s fails: %s", name, kind, exc_info=error)
        elif not kind and name in self.failing:
            log.info("sweep %s works again", name)
        self.failing.pop(name, None)
        if kind:
            self.failing[name] = kind


HEARTBEAT = Sweep("heartbeat", beat)
