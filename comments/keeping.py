"""How long words are kept, changed by an owner: never longer than readers are promised (clinic/retention.py)."""

from datetime import datetime

from django.db import transaction

from clinic.models import ClinicProfile, User
from clinic.profile import get_profile, save_profile
from clinic.record import record
from clinic.retention import BY_KEY, read_kept, write_kept
from comments.due import overdue

CHANGED = "change retention"


def more_erased(wanted: dict[str, int], now: datetime) -> dict[str, int]:
    """How many "words" and "addresses" the next run would erase because of these times, and would not otherwise."""
    kept = get_profile().kept
    soon, anyway = overdue(now, kept.changed(wanted, now)), overdue(now, kept)
    return {what: soon[what] - anyway[what] for what in soon}


def change_periods(wanted: dict[str, int], by: User | None, now: datetime) -> bool:
    """Stores the days of each period and records who changed which. False where they are so already.

    Raises ValueError for a time that is longer than promised, or shorter than the desk can work with. The caller
    forgets the site's cached pages afterwards: they tell the times.
    """
    for key, days in wanted.items():
        if not BY_KEY[key].least <= days <= BY_KEY[key].most:
            raise ValueError(f"{key}: {days} days is out of bounds")
    with transaction.atomic():
        row = ClinicProfile.the_one()
        before = read_kept(row.kept_for)
        changed = {key: days for key, days in wanted.items() if days != before.days(key)}
        if not changed:
            return False
        row.kept_for = write_kept(before.changed(changed, now))
        save_profile(row, by)
        note = ", ".join(f"{key} {before.days(key)} → {days}" for key, days in changed.items())
        record(by, CHANGED, row, f"days: {note}")
    return True
