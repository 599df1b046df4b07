"""Making a backup: while the site runs, of one moment, whole or not at all."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.models import Erasure
from portal.backup import archive, databases, erasure_list, scratch, storing, watching


@dataclass(frozen=True)
class Made:
    name: str
    size: int
    rows: int
    files: int


def make(
    said: Callable[[str], None] = lambda _: None,
    count: Callable[[str, int, int], None] = lambda what, done, of: None,
    *,
    now: datetime | None = None,
) -> Made:
    """Writes a backup into the store and returns what it is. Raises archive.Refused with words for people. `count`
    hears how many pages and files are done.

    The database first: media that is added meanwhile is then too much, which harms nobody, and never too little.
    """
    now = now or timezone.now()
    if Erasure._meta.db_table in connection.introspection.table_names():  # an upgrade starts on older tables
        erasure_list.write_out(now)
    with scratch.folder() as place:
        rows = databases.connector().dump_to(place / "database", count)
        said(f"database: {sum(rows.values())} rows in {len(rows)} tables")
        path = place / "backup"
        manifest = describe(now, rows)
        with path.open("wb") as target, archive.writing(target, manifest, settings.BACKUP_PASSPHRASE) as writer:
            add_file(writer, archive.DATABASE, place / "database", count)
            files = add_media(writer, count)
        databases.flush_to_disk(path)
        size, name = path.stat().st_size, storing.save(path, now)
    return Made(name, size, sum(rows.values()), files)


def describe(now: datetime, rows: dict[str, int]) -> archive.Manifest:
    done = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    return archive.Manifest(
        made_at=now.isoformat(timespec="seconds"),
        engine=connection.vendor,
        site=settings.SITE_URL,
        secret=mark_of_secret(),
        migrations=done,
        rows=rows,
    )


def mark_of_secret() -> str:
    return salted_hmac("portal.backup", "which secret", algorithm="sha256").hexdigest()[:16]


def add_file(writer: archive.Writer, name: str, path: Path, count: Callable[[str, int, int], None]) -> None:
    size = path.stat().st_size
    with path.open("rb") as source, watching.watched("kilobytes packed", watching.place_in(source), count, size):
        writer.add(name, source, size)


def add_media(writer: archive.Writer, count: Callable[[str, int, int], None]) -> int:
    number, names = 0, list(media_names())
    for done, name in enumerate(names, start=1):
        count("files backed up", done, len(names))
        try:
            with default_storage.open(name, "rb") as source:
                writer.add(archive.MEDIA + name, source, source.size)
        except FileNotFoundError:  # deleted since it was listed
            continue
        number += 1
    return number


def media_names(folder: str = "") -> Iterator[str]:
    """The names of all media, folder by folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from media_names(f"{folder}/{name}" if folder else name)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
