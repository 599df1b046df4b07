"""The policies in force as public pages see them: read from a file in DATA_DIR, without the database."""

import json
import logging
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.rendering import structure
from articles.sanitising import harmless
from clinic.files import write_whole
from portal.policies.models import INTERNAL, PolicyVersion

logger = logging.getLogger(__name__)
TAKEN = {"main", "retention", "clinic-words"}  # ids of the pages that a table's caption may not take


@dataclass(frozen=True)
class Shown:
    """One version as its page shows it. `earlier`: whether there were others before."""

    number: int
    since: date
    note: str
    text: SafeString
    earlier: bool


class _Last:
    stamp: tuple = ()
    versions: dict[str, list[Shown]] = {}


def copy_path() -> Path:
    return Path(settings.DATA_DIR) / "policies.json"


def in_force(policy: str, language: str, now: datetime) -> tuple[Shown | None, datetime | None]:
    """The version that holds at a moment, None for none; and when another one does. Never fails."""
    today, found, change = timezone.localdate(now), None, None
    for version in read().get(f"{policy}/{language}", []):
        if version.since <= today:
            found = version
        elif change is None:
            change = midnight(version.since)
    return found, change


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def readable(html: str) -> SafeString:
    """A stored text as pages show it."""
    soup = structure.parse(harmless(html))
    structure.mark_callouts(soup)
    structure.shape_tables(soup, set(TAKEN))
    structure.shape_lists(soup)
    return mark_safe(str(soup))


def read() -> dict[str, list[Shown]]:
    path = copy_path()
    try:
        status = path.stat()
        stamp = (str(path), status.st_mtime_ns, status.st_ino, status.st_size)
        if stamp != _Last.stamp:
            _Last.versions, _Last.stamp = shown(json.loads(path.read_text(encoding="utf-8"))), stamp
    except FileNotFoundError:
        return {}  # no clinic has written any
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        logger.error("policies.json cannot be read; the worker writes it again")
        return _Last.versions if _Last.stamp[:1] == (str(path),) else {}
    return _Last.versions


def shown(data: dict) -> dict[str, list[Shown]]:
    return {
        name: [
            Shown(
                row["number"], date.fromisoformat(row["since"]), row["note"], readable(row["text"]), row["number"] > 1
            )
            for row in rows
        ]
        for name, rows in data.items()
    }


def write_copy() -> bool:
    """Writes the file that all processes of this machine read. False where it says the same already."""
    found = of_database()
    if not found and not copy_path().exists():
        return False
    return write_whole(copy_path(), json.dumps(found, ensure_ascii=False, indent=1))


def of_database() -> dict[str, list[dict]]:
    """What holds and what will, of everything that readers may see. Versions of the past stay in the database."""
    rows = PolicyVersion.objects.published().exclude(policy__in=INTERNAL).order_by("policy", "language", "number")
    found, today = {}, timezone.localdate()
    for name, versions in groupby(rows, key=lambda row: f"{row.policy}/{row.language}"):
        listed = list(versions)
        holds = max((row.number for row in listed if row.in_force_on <= today), default=0)
        found[name] = [
            {"number": row.number, "since": row.in_force_on.isoformat(), "note": row.note, "text": row.text}
            for row in listed
            if row.number >= holds
        ]
    return found
