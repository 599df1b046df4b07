"""The worker starts a process of its own for moving in: mail and alerts do not wait for it. And it tidies up."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from portal.arrival import files, uploading
from portal.models import Arrival

KEPT = timedelta(days=7)


class _Process:
    """The one that this worker has started last."""

    running: subprocess.Popen | None = None


def start_when_asked(now: datetime) -> int:
    """Starts a process when a step waits and nobody has it; it takes the row by a lease. Returns how many."""
    if _Process.running is not None and _Process.running.poll() is None:
        return 0
    _Process.running = None
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if not Arrival.objects.filter(free, state__in=Arrival.WORKING, next_try_at__lte=now, parked_at=None).exists():
        return 0
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "move_in"]
    _Process.running = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  our own command
    return 1


def remove_old(now: datetime) -> int:
    """Removes files that nobody has touched for a week, and those that no row knows. The reports stay."""
    working = Q(state__in=Arrival.WORKING, parked_at=None)
    old = Arrival.objects.exclude(working).exclude(folder="").filter(changed_at__lt=now - KEPT)
    removed = 0
    for row in old:
        files.remove(row.folder)
        removed += Arrival.objects.filter(pk=row.pk).update(folder="")
    return removed + uploading.remove_left_over() + remove_unknown(now)


def remove_unknown(now: datetime) -> int:
    """Removes folders that no row knows: their upload was kept, and the row could not be written."""
    known = set(Arrival.objects.exclude(folder="").values_list("folder", flat=True))
    lost = [path for path in files.room().iterdir() if path.is_dir() and path.name not in known and is_old(path, now)]
    for path in lost:
        files.remove(path.name)
    return len(lost)


def is_old(path: Path, now: datetime) -> bool:
    """One that was made just now may be about to get its row."""
    try:
        return path.stat().st_mtime < (now - timedelta(days=1)).timestamp()
    except OSError:
        return False
