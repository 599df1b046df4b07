"""The table of public holidays against days that governments have published."""

from datetime import date, timedelta

import pytest

from clinic.holiday_table import HOLIDAYS, SOURCES, easter_sunday
from clinic.holidays import ClosedDays, both_days, next_days, public_days, read_holidays, to_show
from clinic.presets import COUNTRIES


def day(text: str) -> date:
    return date.fromisoformat(text)


def days_of(country: str, key: str, year: int) -> list[str]:
    holiday = next(one for one in HOLIDAYS[country] if one.key == key)
    return [str(one) for one in both_days(holiday, year)]


@pytest.mark.parametrize(
    "published",
    ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25", "1954-04-18", "1981-04-19"]
    + ["2049-04-18", "2076-04-19", "2285-03-22"],  # the calendar's exceptions and its earliest day
)
def test_easter_is_when_the_calendar_says(published):
    assert easter_sunday(int(published[:4])) == day(published)


@pytest.mark.parametrize(
    ("country", "key", "published"),
    [
        ("US", "independence-day", "2026-07-04 2026-07-03"),
        ("US", "christmas", "2027-12-25 2027-12-24"),
        ("US", "new-year", "2028-01-01 2027-12-31"),
        ("US", "new-year", "2023-01-01 2023-01-02"),
        ("US", "martin-luther-king", "2027-01-18"),
        ("US", "presidents-day", "2027-02-15"),
        ("US", "memorial-day", "2027-05-31"),
        ("US", "labor-day", "2026-09-07"),
        ("US", "thanksgiving", "2026-11-26"),
        ("UK", "new-year", "2022-01-01 2022-01-03"),
        ("UK", "second-of-january", "2022-01-02 2022-01-04"),
        ("UK", "second-of-january", "2023-01-02 2023-01-03"),
        ("UK", "early-may", "2027-05-03"),
        ("UK", "spring", "2027-05-31"),
        ("UK", "summer", "2027-08-30"),
        ("UK", "summer-scotland", "2027-08-02"),
        ("UK", "st-andrew", "2025-11-30 2025-12-01"),
        ("UK", "christmas", "2022-12-25 2022-12-26"),
        ("UK", "boxing-day", "2022-12-26 2022-12-27"),
        ("UK", "christmas", "2027-12-25 2027-12-27"),
        ("UK", "boxing-day", "2027-12-26 2027-12-28"),
        ("UK", "boxing-day", "2026-12-26 2026-12-28"),
        ("IE", "st-brigid", "2027-02-01"),
        ("IE", "st-brigid", "2030-02-01"),
        ("IE", "st-brigid", "2024-02-05"),
        ("IE", "october", "2026-10-26"),
        ("IE", "easter-monday", "2026-04-06"),
        ("CA", "victoria-day", "2026-05-18"),
        ("CA", "victoria-day", "2020-05-18"),
        ("CA", "thanksgiving", "2026-10-12"),
        ("CA", "family-day", "2026-02-16"),
        ("AU", "kings-birthday", "2026-06-08"),
        ("AU", "labor-day-nsw", "2026-10-05"),
        ("AU", "australia-day", "2025-01-26 2025-01-27"),
        ("AU", "melbourne-cup", "2026-11-03"),
        ("AU", "easter-saturday", "2026-04-04"),
    ],
)
def test_a_holiday_is_on_the_days_that_were_published(country, key, published):
    assert days_of(country, key, int(published[:4])) == published.split()


def test_both_days_together_are_the_days_off_where_christmas_falls_on_a_weekend():
    for year, off in ((2027, "25 26 27 28"), (2022, "25 26 27"), (2026, "25 26 28")):
        found = public_days("UK", ("christmas", "boxing-day"), year)
        assert sorted(found) == [date(year, 12, int(number)) for number in off.split()]


def test_every_country_with_help_lines_has_holidays_with_a_source_and_keys_of_their_own():
    assert HOLIDAYS.keys() == SOURCES.keys() == COUNTRIES.keys()
    for country, table in HOLIDAYS.items():
        keys = [holiday.key for holiday in table]
        assert len(keys) == len(set(keys)), country
        assert len(" ".join(keys)) <= 800  # what the profile's column holds


@pytest.mark.parametrize("country", HOLIDAYS)
def test_each_holiday_comes_once_within_any_twelve_months(country):
    for today in (date(2026, 11, 27), date(2028, 2, 29), date(2027, 12, 31), date(2028, 1, 1)):
        for holiday in HOLIDAYS[country]:
            coming = next_days(holiday, today)
            assert today <= max(coming) <= today + timedelta(days=376), holiday.key


def test_a_day_given_in_the_year_before_counts_and_keys_of_yesterdays_table_do_not():
    new_year = ClosedDays("US", ("new-year",))
    assert day("2027-12-31") in new_year and day("2028-01-01") in new_year and day("2027-01-02") not in new_year
    assert read_holidays("christmas nobody-knows") == ("christmas",)
    assert date.max not in ClosedDays("US", ("christmas",)) and date.min not in ClosedDays("US", ("christmas",))


def test_what_is_shown_holds_until_the_day_that_is_named():
    """Asked on every day of two years: nothing may change before the day that was named."""
    closed = ClosedDays("UK", tuple(holiday.key for holiday in HOLIDAYS["UK"]))
    today, shown, until = date(2026, 1, 1), (), date(2026, 1, 1)
    while today < date(2028, 1, 1):
        now, holds = to_show(closed, today)
        if today < until:
            assert now == shown, today
        shown, until = now, holds
        assert holds > today
        today += timedelta(days=1)
