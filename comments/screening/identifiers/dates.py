"""Dates of birth and of visits (day and month at least), and ages of 90 and more."""

import re
from collections.abc import Iterator

from comments.screening.identifiers.hits import Hit, hits_of
from comments.screening.identifiers.plain import Plain

_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?!be\b|or\b|hem)[a-z]{0,6}\b")
_NUMBER = re.compile(
    r"\d|(?:ir|four|if|six|seven|eigh|nin|ten|elev|twel|twenti|thirti)[e]?(?:th|st|nd|rd)|first|second|third|th\b"
)
GATES = {
    "day-and-month": _MONTH,
    "full-date": re.compile(r"\d[./-]\d\d?[./-]\d"),
    "short-date": re.compile(r"\d/\d"),
    "very-old": re.compile(r"9\d(?!\d)|1[01]\d(?!\d)|ninet|hundred"),
}


def find(plain: Plain) -> Iterator[Hit]:
    """Dates and great ages in the text."""
    dated = plain.has_digits or (_MONTH.search(plain.low) and _NUMBER.search(plain.low))
    if dated or "ninet" in plain.low or "hundred" in plain.low:
        yield from hits_of("dates", plain, gates=GATES)
