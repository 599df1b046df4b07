"""Where backups are kept: a folder or a bucket, under names that tell their age, and for how long."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from dbbackup.storage import get_storage
from django.conf import settings
from django.core.files import File

PATTERN = "portal-%Y-%m-%d-%H%M%S"


def save(path: Path, made_at: datetime) -> str:
    """Stores a finished file; returns its name. It appears there whole or not at all."""
    name = made_at.astimezone(UTC).strftime(PATTERN) + ".backup"
    with path.open("rb") as file:
        return store().save(name, File(file, name=name))


def store():
    return get_storage().storage


def open_backup(name: str) -> BinaryIO:
    """A backup by its path on this machine or by its name in the store. Raises FileNotFoundError."""
    path = Path(name).expanduser()
    if path.is_file():
        return path.open("rb")
    if Path(name).name == name and store().exists(name):
        return store().open(name, "rb")
    raise FileNotFoundError(name)


def kept() -> list[tuple[datetime, str]]:
    """What is there, the oldest first."""
    try:
        names = store().listdir("")[1]
    except FileNotFoundError:
        return []
    return sorted((made_at, name) for name in names if (made_at := moment_of(name)))


def moment_of(name: str) -> datetime | None:
    """When a backup was made; None for other files. A second one of the same second has more behind its time."""
    if not name.endswith(".backup"):
        return None
    try:
        return datetime.strptime(name[: len("portal-2026-01-31-235959")], PATTERN).replace(tzinfo=UTC)
    except ValueError:
        return None


def delete_old(now: datetime) -> int:
    """Deletes what is older than BACKUP_KEEP_DAYS, but never the newest; returns how many."""
    limit = now - timedelta(days=settings.BACKUP_KEEP_DAYS)
    old = [name for made_at, name in kept()[:-1] if made_at < limit]
    for name in old:
        store().delete(name)
    return len(old)
