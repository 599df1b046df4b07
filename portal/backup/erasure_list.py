"""The erasure list outside the backup: what people had erased or withdrawn, kept beside the backups.

A backup holds the words that somebody has had erased since. Each such wish is a row (comments.erasures), written in the
transaction that fulfils it; a sweep writes the rows out into the store of the backups, and a restore replays them all.
No line holds anything but a digest, a kind and a time.
"""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import timezone
from django.utils.crypto import get_random_string

from comments import erasures
from portal.backup import storing

FOLDER = "erasures"
MARGIN = timedelta(days=7)


def write_out(now: datetime) -> int:
    """Copies rows that are not in the store yet; returns how many. Killed in between, some are there twice."""
    rows = erasures.not_listed()
    if rows:
        name = f"{FOLDER}/{now:%Y-%m-%d-%H%M%S}-{get_random_string(8)}.json"
        storing.store().save(name, ContentFile(json.dumps([one.as_entry() for one in rows]).encode()))
        erasures.mark_listed(rows)
    return len(rows)


def read_all() -> list[dict]:
    """Every entry: of the store, and of the database that is here now, if it answers."""
    entries = []
    for name in names():
        with storing.store().open(f"{FOLDER}/{name}") as file:
            entries += json.loads(file.read())
    try:
        entries += [one.as_entry() for one in erasures.not_listed()]
    except DatabaseError:  # it is empty or broken: that is why somebody restores
        return entries
    return entries


def names() -> list[str]:
    try:
        return storing.store().listdir(FOLDER)[1]
    except FileNotFoundError:
        return []


def forget_old(now: datetime) -> int:
    """Deletes entries that no backup which is still kept could need."""
    limit = now - timedelta(days=settings.BACKUP_KEEP_DAYS) - MARGIN
    kept = storing.kept()
    if kept:
        limit = min(limit, kept[0][0] - MARGIN)
    old = [name for name in names() if is_before(name, limit)]
    for name in old:
        storing.store().delete(f"{FOLDER}/{name}")
    return len(old) + erasures.forget_before(limit)


def is_before(name: str, limit: datetime) -> bool:
    try:
        moment = datetime.strptime(name[: len("2026-01-31-235959")], "%Y-%m-%d-%H%M%S")
    except ValueError:
        return False
    return timezone.make_aware(moment, timezone.get_default_timezone()) < limit
