from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from clinic.hours import in_words, is_within, next_opening, read_hours

WEEK = "Mon-Thu 9:00-17:30\nFriday 8:00 to 12:00\nSat – Sun closed"
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def test_hours_are_said_in_words():
    assert in_words(WEEK) == (
        ("Monday to Thursday", "9 a.m. to 5:30 p.m."),
        ("Friday", "8 a.m. to noon"),
        ("Saturday to Sunday", "closed"),
    )
    assert in_words("Always") == (("Every day", "day and night"),)


@pytest.mark.parametrize(
    "line",
    ["Someday 9:00-17:00", "Mo 9:00-17:00", "Monday 17:00-9:00", "Monday 9:00", "Monday 25:00-26:00", "?"],
)
def test_hours_that_cannot_be_read_are_refused_with_the_line(line):
    with pytest.raises(ValidationError, match="does not fit"):
        read_hours(f"Tuesday 9:00-17:00\n{line}")


@pytest.mark.parametrize(
    ("moment", "within"),
    [
        (MONDAY.replace(hour=8, minute=59), False),
        (MONDAY.replace(hour=9), True),
        (MONDAY.replace(hour=17, minute=31), False),
        (MONDAY.replace(day=28, hour=10), False),  # Saturday
    ],
)
def test_a_moment_is_within_the_hours_or_not(moment, within):
    assert is_within(WEEK, moment) is within
    assert is_within("always", moment)


def test_the_next_opening_skips_closed_days():
    friday_evening = MONDAY.replace(day=27, hour=20)
    assert next_opening(WEEK, friday_evening) == MONDAY.replace(day=30, hour=9)
    assert next_opening("Monday-Sunday closed", MONDAY) is None


def test_a_week_may_run_over_sunday():
    assert read_hours("Saturday-Monday 9:00-10:00")[0].days == (5, 6, 0)
