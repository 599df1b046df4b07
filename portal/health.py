"""Is it alive, and can it serve? For monitors and load balancers; no personal data, never cached.

/healthz says that the process answers, and asks nothing else of anybody.

/readyz says whether this machine should be sent readers: 503 "unavailable" when the database or the place
for files fails, because then pages and posts fail. A cache that is down only makes pages slower, and a
silent worker only makes mail and pictures late, and an old backup harms nobody yet: taking the site from its
readers would be worse, so these answer 200 "degraded" and are for an alarm. Every answer names each check.
"""

import logging
import tempfile
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs.models import Heartbeat
from pagecache.shared import pages
from portal.backup import schedule

log = logging.getLogger("portal.health")

# The worker writes every ten seconds, and one sweep may take its twenty seconds first.
SILENT_AFTER = timedelta(seconds=60)
OLD_BACKUP_HOURS = 50  # one night may fail


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Runs every check, even when an early one fails: whoever is woken by this wants to see all of them."""
    needed = {"database": check(database), "storage": check(storage)}
    wished = {"cache": check(shared_cache)}
    # Without a database nothing is known about the worker.
    beats = heartbeats() if needed["database"] == "ok" else {}
    wished["worker"] = worker(beats) if needed["database"] == "ok" else "unknown"
    age = backup_age(beats)
    wished["backup"] = "old" if age is not None and age > OLD_BACKUP_HOURS else "ok" if beats else "unknown"
    if set(needed.values()) != {"ok"}:
        status = "unavailable"
    elif set(wished.values()) != {"ok"}:
        status = "degraded"
    else:
        status = "ready"
    body = {"status": status, "checks": needed | wished, "backup_checked_hours_ago": age}
    return JsonResponse(body, status=503 if status == "unavailable" else 200)


def check(ask) -> str:
    """The check's own word for what it found; "failing" when it raised, whatever it was."""
    try:
        return ask()
    except Exception as error:
        log.warning("readiness check %s failed: %s", ask.__name__, type(error).__name__)
        return "failing"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return "ok" if cursor.fetchone() == (1,) else "failing"


def storage() -> str:
    """Writes and removes a small file: a full or read-only disk is found here and not by somebody's
    comment."""
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"ready")
        file.flush()
    return "ok"


def shared_cache() -> str:
    word = get_random_string(8)
    key = f"readyz:{word}"
    pages.set(key, word, 10)
    found = pages.get(key) == word
    pages.delete(key)
    return "ok" if found else "failing"


def heartbeats() -> dict[str, datetime]:
    """When each was last heard of; empty where the database does not say, or nobody ever was."""
    try:
        return dict(Heartbeat.objects.values_list("name", "at"))
    except DatabaseError as error:
        log.warning("readiness check heartbeats failed: %s", type(error).__name__)
        return {}


def worker(beats: dict[str, datetime]) -> str:
    seen = beats.get("worker")
    return "ok" if seen and timezone.now() - seen <= SILENT_AFTER else "silent"


def backup_age(beats: dict[str, datetime]) -> int | None:
    """Full hours since a backup was last restored to a scratch place and found whole; None for never."""
    checked_at = beats.get(schedule.CHECKED)
    return None if checked_at is None else int((timezone.now() - checked_at) / timedelta(hours=1))


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
