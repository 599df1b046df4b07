"""Days on which the clinic is closed and nobody reads comments: public holidays it has ticked, and days of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.holiday_table import DAY, HOLIDAYS, Holiday

SHOWN_AHEAD = 14  # days beforehand on which readers are told
MOST_LINES, LONGEST, LONGEST_NAME = 60, 366, 60
KEYS = {holiday.key for table in HOLIDAYS.values() for holiday in table}


@dataclass(frozen=True)
class Closing:
    """Days in a row on which the clinic is closed, and what they are called; the name may be empty."""

    first: date
    last: date
    name: str

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class ClosedDays:
    """All closed days of a clinic, asked with `day in closed_days`."""

    country: str = ""
    ticked: tuple[str, ...] = ()  # keys of the country's public holidays; others mean nothing here
    own: tuple[Closing, ...] = ()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self._is_closed(day)

    def __bool__(self) -> bool:
        return bool(self.ticked or self.own)

    def _is_closed(self, day: date) -> bool:
        return any(one.first <= day <= one.last for one in self.own) or day in self._public(day)

    def _public(self, day: date) -> dict[date, Holiday]:
        return public_days(self.country, self.ticked, day.year)

    def coming(self, start: date, until: date) -> tuple[Closing, ...]:
        """What is closed on some day from `start` to before `until`, by its first day; days of a holiday each alone."""
        found = [one for one in self.own if one.last >= start and one.first < until]
        covered = {day for one in found for day in days_of(one)}
        day = start
        while day < until:
            if (holiday := self._public(day).get(day)) and day not in covered:
                found.append(Closing(day, day, str(holiday.name)))
            day += DAY
        return tuple(sorted(found, key=lambda one: (one.first, one.last)))


def to_show(closed: ClosedDays, today: date) -> tuple[tuple[Closing, ...], date | None]:
    """The closings that readers are told of today, and the first day on which that is otherwise; None for never."""
    if not closed:
        return (), None
    look_ahead = today + DAY * SHOWN_AHEAD
    horizon = look_ahead + DAY * SHOWN_AHEAD  # nobody looks further: by then it is asked again
    coming = closed.coming(today, horizon)
    shown = tuple(one for one in coming if one.first < look_ahead)
    ends = [one.last + DAY for one in shown]
    begins = [one.first - DAY * (SHOWN_AHEAD - 1) for one in coming if one.first >= look_ahead]
    return shown, min([*ends, *begins, today + DAY * SHOWN_AHEAD])


def days_of(closing: Closing) -> Iterator[date]:
    for number in range((closing.last - closing.first).days + 1):
        yield closing.first + timedelta(days=number)


@lru_cache(maxsize=64)
def public_days(country: str, keys: tuple[str, ...], year: int) -> dict[date, Holiday]:
    """The days of these holidays that fall into a year, those given instead included."""
    found = {}
    if not 1583 < year < date.max.year:  # before the calendar that the rules count in, and after the last one
        return {}
    for holiday in HOLIDAYS.get(country, ()):
        if holiday.key in keys:
            for near in (year - 1, year, year + 1):  # 1 January may be given on 31 December
                found |= {day: holiday for day in both_days(holiday, near) if day.year == year}
    return found


def both_days(holiday: Holiday, year: int) -> tuple[date, ...]:
    """The holiday's own day in a year, and the one given instead where that is another."""
    day = holiday.rule(year)
    given = holiday.moved(day) if holiday.moved else day
    return (day,) if day == given else (day, given)


def next_days(holiday: Holiday, today: date) -> tuple[date, ...]:
    """When the holiday is next, today included: its own day and the one given instead, in order."""
    years = (both_days(holiday, year) for year in range(today.year - 1, today.year + 3))
    return next(tuple(sorted(days)) for days in years if max(days) >= today)


def read_holidays(text: str) -> tuple[str, ...]:
    """Keys of holidays, as stored: with spaces between. What no table knows any more is left out."""
    return tuple(key for key in text.split() if key in KEYS)


def read_closed_days(text: str) -> tuple[Closing, ...]:
    """Closings as stored, one a line: "2026-12-24 2027-01-02 Winter break". Raises ValidationError with the line."""
    return tuple(_read_line(line) for line in text.splitlines() if line.strip())


def write_closed_days(closings: list[Closing]) -> str:
    return "\n".join(f"{one.first} {one.last} {one.name}".strip() for one in closings)


def validate_closed_days(text: str) -> None:
    if len(read_closed_days(text)) > MOST_LINES:
        raise ValidationError(_("At most %(most)d entries."), params={"most": MOST_LINES})


def _read_line(line: str) -> Closing:
    words = line.split()
    try:
        first, last = (date.fromisoformat(word) for word in words[:2])
    except ValueError as error:
        raise ValidationError(_("This is not a day: “%(line)s”."), params={"line": line[:80]}) from error
    name = " ".join(words[2:])
    if last < first:
        raise ValidationError(_("This ends before it begins: “%(line)s”."), params={"line": line[:80]})
    if (last - first).days >= LONGEST:
        raise ValidationError(_("This is longer than a year: “%(line)s”."), params={"line": line[:80]})
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("Make the name shorter: “%(line)s”."), params={"line": line[:80]})
    return Closing(first, last, name)
