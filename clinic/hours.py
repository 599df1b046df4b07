"""Hours as staff type them: "always", or lines such as "Monday-Friday 9:00-17:00" and "Saturday closed"."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import dates, formats
from django.utils.translation import gettext as _

ALWAYS = "always"
LONGEST_LINE = 100  # letters: LINE tries many ways to divide the spaces and the words of a long one
MOST_AHEAD = 2 * 366  # days that are looked through for the next hours
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LINE = re.compile(
    r"(?P<first>[a-z]+)(\s*(-|–|to)\s*(?P<last>[a-z]+))?\s*:?\s+"
    r"(closed|(?P<opens>\d{1,2}:\d{2})\s*(-|–|to)\s*(?P<closes>\d{1,2}:\d{2}))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """Some days of the week with one opening time; without times these days are closed."""

    days: tuple[int, ...]  # Monday is 0
    opens: time | None
    closes: time | None


def read_hours(text: str) -> tuple[Span, ...]:
    """The spans of a text of hours; raises ValidationError naming the first line that cannot be read."""
    if text.strip().lower() == ALWAYS:
        return (Span(tuple(range(7)), time.min, time.max),)
    return tuple(_read_line(line.strip()) for line in text.splitlines() if line.strip())


def validate_hours(text: str) -> None:
    read_hours(text)


def _read_line(line: str) -> Span:
    found = LINE.fullmatch(line) if len(line) <= LONGEST_LINE else None
    try:
        first = _day(found["first"])
        last = _day(found["last"]) if found["last"] else first
        opens, closes = (_clock(found[name]) if found[name] else None for name in ("opens", "closes"))
    except (TypeError, ValueError):
        found = None
    if not found or (opens and opens >= closes):
        message = _("Write days and times as in “Monday-Friday 9:00-17:00”. This does not fit: “%(line)s”.")
        raise ValidationError(message, params={"line": line[:80]})
    return Span(tuple((first + step) % 7 for step in range((last - first) % 7 + 1)), opens, closes)


def _day(word: str) -> int:
    """The weekday a word begins: "Mon" and "monday" are 0."""
    fits = [number for number, day in enumerate(DAYS) if len(word) >= 3 and day.startswith(word.lower())]
    if not fits:
        raise ValueError(word)
    return fits[0]


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def in_words(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs for people to read: ("Monday to Friday", "9 a.m. to 5 p.m.")."""
    if text.strip().lower() == ALWAYS:
        return ((_("Every day"), _("day and night")),)
    return tuple((_days_in_words(span.days), _times_in_words(span)) for span in read_hours(text))


def _days_in_words(days: tuple[int, ...]) -> str:
    first, last = dates.WEEKDAYS[days[0]], dates.WEEKDAYS[days[-1]]
    if len(days) == 1:
        return str(first)
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _times_in_words(span: Span) -> str:
    if span.opens is None:
        return _("closed")
    opens, closes = formats.time_format(span.opens, "P"), formats.time_format(span.closes, "P")
    return _("%(opens)s to %(closes)s") % {"opens": opens, "closes": closes}


def is_within(text: str, moment: datetime, closed: Container[date] = ()) -> bool:
    """Whether a moment, already in the clinic's own time zone, falls into the hours and on no day of `closed`."""
    return moment.date() not in closed and any(
        span.opens and moment.weekday() in span.days and span.opens <= moment.time() <= span.closes
        for span in read_hours(text)
    )


def next_opening(text: str, moment: datetime, closed: Container[date] = ()) -> datetime | None:
    """When the hours next begin after a moment in the clinic's own time zone, on no day of `closed`.

    None when they never do: with closed days, when they do not within the next two years.
    """
    spans = [span for span in read_hours(text) if span.opens]
    day = moment.date()
    for _ahead in range(8 if not closed else MOST_AHEAD):
        if day not in closed:
            opens = [span.opens for span in spans if day.weekday() in span.days]
            starts = (datetime.combine(day, time_of_day, tzinfo=moment.tzinfo) for time_of_day in opens)
            if soonest := min((start for start in starts if start > moment), default=None):
                return soonest
        day += timedelta(days=1)
    return None
