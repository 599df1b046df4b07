"""Each night the worker has a backup made and checked, by a process of its own: mail and alerts do not wait for it."""

import logging
import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from jobs.models import Heartbeat
from portal.backup import scratch

log = logging.getLogger("portal.backup")

STARTED, MADE, CHECKED = "backup started", "backup", "backup checked"
TRY_AGAIN = timedelta(hours=1)  # after one that failed


class _Process:
    """The backup that this worker has started last."""

    running: subprocess.Popen | None = None


def start_when_due(now: datetime) -> int:
    """Starts the nightly backup, on one of several workers; returns how many it has started."""
    look_after()
    scratch.sweep_folders()
    if settings.BACKUP_HOUR is None or not claim(now):
        return 0
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", "--nightly"]
    _Process.running = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  our own command
    return 1


def look_after() -> None:
    if _Process.running is not None and (code := _Process.running.poll()) is not None:
        if code:
            log.error("the nightly backup failed; it is tried again in an hour")
        _Process.running = None


def claim(now: datetime) -> bool:
    """Whether a backup is due and nobody else has begun it. A new site's first one comes after an hour."""
    started, made = Heartbeat.objects.get_or_create(name=STARTED, defaults={"at": now})
    if made or not is_due(now, started.at, seen(MADE)):
        return False
    return bool(Heartbeat.objects.filter(name=STARTED, at=started.at).update(at=now))


def is_due(now: datetime, started_at: datetime, made_at: datetime | None) -> bool:
    tonight = last_time(now)
    if made_at is not None and made_at >= tonight:
        return False
    return started_at < tonight or now - started_at >= TRY_AGAIN


def last_time(now: datetime) -> datetime:
    """The last moment, by the clinic's clock, at which the hour of backups began."""
    local = timezone.localtime(now)
    moment = local.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    return moment if moment <= local else moment - timedelta(days=1)


def seen(name: str) -> datetime | None:
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def note(name: str, now: datetime) -> None:
    """Says that a backup was made, or that one was checked."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
