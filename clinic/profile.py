"""The clinic's profile as every page sees it: read from a file in DATA_DIR, without the database."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinic import demo, hours, languages
from clinic.files import write_whole
from clinic.holidays import ClosedDays, read_closed_days, read_holidays
from clinic.models import ClinicProfile, User
from clinic.phone import phone_href, read_help_lines
from clinic.presets import COUNTRIES
from clinic.record import record
from clinic.retention import Kept, read_kept

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HelpLine:
    name: str
    number: str
    href: str
    note: str
    country: str


@dataclass(frozen=True)
class Profile:
    """What templates know as `clinic`. Stored fields are named as in ClinicProfile; the rest is derived."""

    name: str = demo.PROFILE["name"]
    tagline: str = demo.PROFILE["tagline"]
    site_state: str = "demo"
    country: str = "US"
    phone: str = demo.PROFILE["phone"]
    after_hours_phone: str = demo.PROFILE["after_hours_phone"]
    email: str = demo.PROFILE["email"]
    address: str = demo.PROFILE["address"]
    opening_hours: str = demo.PROFILE["opening_hours"]
    emergency_number: str = ""
    own_help_lines: str = ""
    comments_mode: str = "open"
    moderation_hours: str = hours.ALWAYS
    decision_text: str = demo.PROFILE["decision_text"]
    away_until: str = ""
    away_comments: str = "pause"
    closed_holidays: str = ""
    closed_days: str = ""
    kept_for: str = ""
    banner: str = ""
    banner_from: str = ""
    banner_until: str = ""
    who_we_treat: str = demo.PROFILE["who_we_treat"]
    products: str = demo.PROFILE["products"]
    price: str = demo.PROFILE["price"]
    referral: str = demo.PROFILE["referral"]
    fasting_rules: str = demo.PROFILE["fasting_rules"]
    driving_rules: str = demo.PROFILE["driving_rules"]
    complaints: str = demo.PROFILE["complaints"]

    # Derived once, when the file is read (templates ask for them on every page).
    phone_href: str = field(init=False)
    after_hours_number: str = field(init=False)
    after_hours_href: str = field(init=False)
    address_lines: tuple[str, ...] = field(init=False)
    hours: tuple[tuple[str, str], ...] = field(init=False)
    emergency_href: str = field(init=False)
    help_lines: tuple[HelpLine, ...] = field(init=False)
    other_help_lines: tuple[HelpLine, ...] = field(init=False)
    crisis_name: str = field(init=False)
    crisis_number: str = field(init=False)
    crisis_href: str = field(init=False)
    crisis_text: str = field(init=False)
    is_demo: bool = field(init=False)
    noindex: bool = field(init=False)
    last_day_away: date | None = field(init=False)  # also when it is past: the clock is asked in comments.opening
    closed: ClosedDays = field(init=False)
    kept: Kept = field(init=False)
    banner_begins: datetime | None = field(init=False)
    banner_ends: datetime | None = field(init=False)
    moderation_hours_text: str = field(init=False)
    service: tuple[tuple[str, str], ...] = field(init=False)

    def __post_init__(self):
        for name, value in _derived(self).items():
            object.__setattr__(self, name, value)


def banner_at(profile: Profile, now: datetime) -> tuple[str, datetime | None]:
    """The notice that every page shows now, "" for none; and when that changes by the clock."""
    begins, ends = profile.banner_begins, profile.banner_ends
    if not profile.banner or (ends and ends <= now):
        return "", None
    if begins and begins > now:
        return "", begins
    return profile.banner, ends


FILE = "profile.json"
STORED = tuple(one.name for one in fields(Profile) if one.init)


def _derived(profile: Profile) -> dict:
    preset = COUNTRIES[profile.country]
    emergency = profile.emergency_number or preset.emergency_number
    own = read_help_lines(profile.own_help_lines)
    lines = tuple(_help_line(line, profile.country) for line in own or preset.lines)
    crisis = lines[0]
    crisis_text = str(preset.crisis_text)
    if own:
        crisis_text = _("Call %(name)s on %(number)s") % {"name": crisis.name, "number": crisis.number}
    return {
        "phone_href": phone_href(profile.phone),
        "after_hours_number": profile.after_hours_phone,
        "after_hours_href": phone_href(profile.after_hours_phone),
        "address_lines": tuple(line.strip() for line in profile.address.splitlines() if line.strip()),
        "hours": hours.in_words(profile.opening_hours),
        "emergency_number": emergency,
        "emergency_href": phone_href(emergency),
        "help_lines": lines,
        "other_help_lines": tuple(
            _help_line(line, code)
            for code, other in COUNTRIES.items()
            if code != profile.country
            for line in other.lines
        ),
        "crisis_name": crisis.name,
        "crisis_number": crisis.number,
        "crisis_href": crisis.href,
        "crisis_text": crisis_text,
        "is_demo": profile.site_state == "demo",
        "noindex": profile.site_state != "open",
        "last_day_away": date.fromisoformat(profile.away_until) if profile.away_until else None,
        "closed": ClosedDays(
            profile.country, read_holidays(profile.closed_holidays), read_closed_days(profile.closed_days)
        ),
        "kept": read_kept(profile.kept_for),
        "banner_begins": datetime.fromisoformat(profile.banner_from) if profile.banner_from else None,
        "banner_ends": datetime.fromisoformat(profile.banner_until) if profile.banner_until else None,
        "moderation_hours_text": moderation_hours_text(profile.moderation_hours),
        "service": service_facts(profile),
    }


def _help_line(line: tuple[str, str, str], country: str) -> HelpLine:
    name, number, note = (str(part) for part in line)
    return HelpLine(name, number, phone_href(number), note, str(COUNTRIES[country].name))


def moderation_hours_text(text: str) -> str:
    """Hours in one phrase: "always", or "Monday to Friday, 9 a.m. to 5 p.m."."""
    if text.strip().lower() == hours.ALWAYS:
        return _("always")
    return "; ".join(f"{days}, {times}" for days, times in hours.in_words(text))


def service_facts(profile: Profile) -> tuple[tuple[str, str], ...]:
    """What "Our service" lists, in its order; a blank fact is not shown."""
    facts = (
        (_("Who we treat"), profile.who_we_treat),
        (_("What we give, and its license status"), profile.products),
        (_("Price"), profile.price),
        (_("How to be referred"), profile.referral),
        (_("Eating and drinking before"), profile.fasting_rules),
        (_("Driving afterwards"), profile.driving_rules),
        (_("If you feel unwell after a treatment"), profile.after_hours_phone),
        (_("Complaints"), profile.complaints),
    )
    return tuple((label, text.strip()) for label, text in facts if text.strip())


@dataclass(frozen=True)
class Read:
    """The profile as last read and the state of the file it came from: one object, so that a thread sees both of one
    reading, whatever the others read meanwhile."""

    stamp: tuple
    profile: Profile
    spoken: dict[str, Profile] = field(default_factory=dict)  # its words in each language that was asked for


class _Last:
    read: Read | None = None


_shown: ContextVar[Profile | None] = ContextVar("shown", default=None)


@contextmanager
def as_if(profile: Profile) -> Iterator[None]:
    """Within it, and in this thread alone, this is the clinic's profile: for a preview of what nobody has saved."""
    before = _shown.set(profile)
    try:
        yield
    finally:
        _shown.reset(before)


def profile_of(row: ClinicProfile) -> Profile:
    """The profile that pages would have from this row. Raises ValidationError where it cannot be read."""
    return Profile(**stored_values(row))


def profile_path() -> Path:
    return Path(settings.DATA_DIR) / FILE


def get_profile() -> Profile:
    """The clinic's profile. Never fails.

    A missing file gives the example clinic, a damaged one what this process read before it was damaged.
    """
    if shown := _shown.get():
        return shown
    path = f"{settings.DATA_DIR}/{FILE}"  # no Path: a page asks a dozen times
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        stamp = (path, None)
    else:
        # The inode as well: two saves within one tick of the file system's clock differ in it.
        stamp = (path, status.st_mtime_ns, status.st_ino, status.st_size)
    read = _Last.read
    if read is None or read.stamp != stamp:
        read = _Last.read = Read(stamp, _read(stamp, read))
    language = languages.current()
    if language not in read.spoken:  # what is derived has words: days of the week, say
        read.spoken[language] = replace(read.profile)
    return read.spoken[language]


def _read(stamp: tuple, before: Read | None) -> Profile:
    if stamp[1] is None:
        return Profile()
    try:
        data = json.loads(Path(stamp[0]).read_text(encoding="utf-8"))
        return Profile(**{name: str(data[name]) for name in STORED if name in data})
    except (OSError, ValueError, TypeError, KeyError, ValidationError):
        logger.error("profile.json cannot be read; the worker writes it again")
        # An open clinic's own numbers, if this process ever saw them, are better than the example's.
        return before.profile if before and before.stamp[0] == stamp[0] else Profile()


def write_profile(row: ClinicProfile) -> bool:
    """Writes the file that all processes of this machine read. False where it says the same already."""
    return write_whole(profile_path(), json.dumps(stored_values(row), ensure_ascii=False, indent=1))


def stored_values(row: ClinicProfile) -> dict[str, str]:
    values = ((name, getattr(row, "help_lines" if name == "own_help_lines" else name)) for name in STORED)
    return {name: "" if value is None else str(value) for name, value in values}


# Called within the transaction that saves the profile (clinic knows nothing of the page cache and of other machines).
when_saved: list[Callable[[], None]] = []


def save_profile(profile_row: ClinicProfile, by: User | None) -> None:
    """Stores the clinic's row, records who did it, and writes the public copy.

    The copy is the last step of the transaction: where it cannot be written (a full disk), the row stays as it was.

    The caller forgets the site's cached pages afterwards.
    """
    profile_row.full_clean()
    with transaction.atomic():
        profile_row.save()
        record(by, "change clinic profile", profile_row)
        for tell in when_saved:
            tell()
        write_profile(profile_row)
