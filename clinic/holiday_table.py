"""Public holidays of the countries we know, as rules. Data: one line a holiday, grouped by country, with the source.

A rule says the day of any year. Where a country gives another day off when a holiday falls on a weekend, `moved`
says how, and both days count. Days that a government proclaims for one year only are not here; nor are those whose
date is settled year by year. Each clinic enters such days itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

MONDAY, TUESDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 4, 5, 6
DAY = timedelta(days=1)
Rule = Callable[[int], date]


@dataclass(frozen=True)
class Holiday:
    """One holiday: a key for storing it, its name, its day in a year, and the day given for it when that is moved."""

    key: str
    name: str
    rule: Rule
    moved: Callable[[date], date] | None = None  # from the day to the one given instead; itself where not moved
    where: str = ""  # the parts of the country that have it; "" for all


def on(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def nth(number: int, weekday: int, month: int) -> Rule:
    """The first (1), second (2) … such weekday of the month; the last for -1."""

    def rule(year: int) -> date:
        if number < 0:
            start = date(year + month // 12, month % 12 + 1, 1)
            return start - DAY * ((start.weekday() - weekday - 1) % 7 + 1)
        start = date(year, month, 1)
        return start + DAY * ((weekday - start.weekday()) % 7 + 7 * (number - 1))

    return rule


def before(weekday: int, month: int, day: int) -> Rule:
    """The last such weekday before a date."""

    def rule(year: int) -> date:
        limit = date(year, month, day)
        return limit - DAY * ((limit.weekday() - weekday - 1) % 7 + 1)

    return rule


def easter(days: int) -> Rule:
    """So many days after Easter Sunday of the western churches; before it when negative."""
    return lambda year: easter_sunday(year) + DAY * days


def easter_sunday(year: int) -> date:
    """By the Gregorian calendar of 1582: the Sunday after the church's full moon on or after 21 March.

    The year's epact gives that moon; two exceptions of the calendar's makers keep it from falling on 19 April or
    twice on 18 April.
    """
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= epact // 28 * (1 - epact // 28 * (29 // (epact + 1)) * ((21 - golden) // 11))
    moon = date(year, 3, 21) + DAY * epact
    return moon + DAY * (6 - moon.weekday() or 7)


def to_monday(day: date) -> date:
    """From a weekend to the Monday after."""
    return day + DAY * max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else day


def second_day(day: date) -> date:
    """Of the second of two days: from a weekend, or where the first is moved onto it, to the day after that one's."""
    first = to_monday(day - DAY)
    other = to_monday(day)
    return other + DAY if other == first else other


def sunday_to_monday(day: date) -> date:
    return day + DAY if day.weekday() == SUNDAY else day


def nearest_weekday(day: date) -> date:
    """From Saturday to the Friday before, from Sunday to the Monday after."""
    return day - DAY if day.weekday() == SATURDAY else sunday_to_monday(day)


def st_brigid(year: int) -> date:
    """1 February where that is a Friday, else the first Monday of February."""
    first = date(year, 2, 1)
    return first if first.weekday() == FRIDAY else nth(1, MONDAY, 2)(year)


NEW_YEAR, CHRISTMAS, GOOD_FRIDAY, EASTER_MONDAY = "new-year", "christmas", "good-friday", "easter-monday"

# Keys are the same wherever a day is the same: a clinic that corrects its country keeps Christmas Day.
# Sources: the name of the law or list, not an address, because addresses change.
SOURCES = {
    "US": _("federal holidays: United States Code, title 5, section 6103"),
    "UK": _("bank holidays as listed by GOV.UK and nidirect"),
    "IE": _("public holidays: Organisation of Working Time Act 1997, and S.I. 50/2022"),
    "CA": _("general holidays: Canada Labour Code, section 166, and the provinces’ lists"),
    "AU": _("public holidays as listed by the Fair Work Ombudsman"),
}
HOLIDAYS: dict[str, tuple[Holiday, ...]] = {
    "US": (
        Holiday(NEW_YEAR, _("New Year’s Day"), on(1, 1), nearest_weekday),
        Holiday("martin-luther-king", _("Martin Luther King Jr. Day"), nth(3, MONDAY, 1)),
        Holiday("presidents-day", _("Washington’s Birthday"), nth(3, MONDAY, 2)),
        Holiday("memorial-day", _("Memorial Day"), nth(-1, MONDAY, 5)),
        Holiday("juneteenth", _("Juneteenth"), on(6, 19), nearest_weekday),
        Holiday("independence-day", _("Independence Day"), on(7, 4), nearest_weekday),
        Holiday("labor-day", _("Labor Day"), nth(1, MONDAY, 9)),
        Holiday("columbus-day", _("Columbus Day"), nth(2, MONDAY, 10)),
        Holiday("veterans-day", _("Veterans Day"), on(11, 11), nearest_weekday),
        Holiday("thanksgiving", _("Thanksgiving Day"), nth(4, 3, 11)),
        Holiday(CHRISTMAS, _("Christmas Day"), on(12, 25), nearest_weekday),
    ),
    "UK": (
        Holiday(NEW_YEAR, _("New Year’s Day"), on(1, 1), to_monday),
        Holiday("second-of-january", _("2 January"), on(1, 2), second_day, _("Scotland")),
        Holiday("st-patrick", _("St Patrick’s Day"), on(3, 17), to_monday, _("Northern Ireland")),
        Holiday(GOOD_FRIDAY, _("Good Friday"), easter(-2)),
        Holiday(EASTER_MONDAY, _("Easter Monday"), easter(1), None, _("England, Wales and Northern Ireland")),
        Holiday("early-may", _("Early May bank holiday"), nth(1, MONDAY, 5)),
        Holiday("spring", _("Spring bank holiday"), nth(-1, MONDAY, 5)),
        Holiday("twelfth-of-july", _("Battle of the Boyne"), on(7, 12), to_monday, _("Northern Ireland")),
        Holiday("summer-scotland", _("Summer bank holiday"), nth(1, MONDAY, 8), None, _("Scotland")),
        Holiday("summer", _("Summer bank holiday"), nth(-1, MONDAY, 8), None, _("England, Wales and Northern Ireland")),
        Holiday("st-andrew", _("St Andrew’s Day"), on(11, 30), to_monday, _("Scotland")),
        Holiday(CHRISTMAS, _("Christmas Day"), on(12, 25), to_monday),
        Holiday("boxing-day", _("Boxing Day"), on(12, 26), second_day),
    ),
    "IE": (
        Holiday(NEW_YEAR, _("New Year’s Day"), on(1, 1)),
        Holiday("st-brigid", _("St Brigid’s Day"), st_brigid),
        Holiday("st-patrick", _("St Patrick’s Day"), on(3, 17)),
        Holiday(EASTER_MONDAY, _("Easter Monday"), easter(1)),
        Holiday("early-may", _("May public holiday"), nth(1, MONDAY, 5)),
        Holiday("june", _("June public holiday"), nth(1, MONDAY, 6)),
        Holiday("august", _("August public holiday"), nth(1, MONDAY, 8)),
        Holiday("october", _("October public holiday"), nth(-1, MONDAY, 10)),
        Holiday(CHRISTMAS, _("Christmas Day"), on(12, 25)),
        Holiday("st-stephen", _("St Stephen’s Day"), on(12, 26)),
    ),
    "CA": (
        Holiday(NEW_YEAR, _("New Year’s Day"), on(1, 1), to_monday),
        Holiday("family-day", _("Family Day"), nth(3, MONDAY, 2), None, _("most provinces, under several names")),
        Holiday(GOOD_FRIDAY, _("Good Friday"), easter(-2)),
        Holiday("victoria-day", _("Victoria Day"), before(MONDAY, 5, 25), None, _("most provinces")),
        Holiday("st-john", _("National Holiday of Quebec"), on(6, 24), sunday_to_monday, _("Quebec")),
        Holiday("canada-day", _("Canada Day"), on(7, 1), to_monday),
        Holiday("civic-holiday", _("Civic Holiday"), nth(1, MONDAY, 8), None, _("most provinces, under several names")),
        Holiday("labor-day", _("Labour Day"), nth(1, MONDAY, 9)),
        Holiday("truth-and-reconciliation", _("National Day for Truth and Reconciliation"), on(9, 30)),
        Holiday("thanksgiving", _("Thanksgiving Day"), nth(2, MONDAY, 10)),
        Holiday("remembrance-day", _("Remembrance Day"), on(11, 11)),
        Holiday(CHRISTMAS, _("Christmas Day"), on(12, 25), to_monday),
        Holiday("boxing-day", _("Boxing Day"), on(12, 26), second_day),
    ),
    "AU": (
        Holiday(NEW_YEAR, _("New Year’s Day"), on(1, 1), to_monday),
        Holiday("australia-day", _("Australia Day"), on(1, 26), to_monday),
        Holiday("labor-day-wa", _("Labour Day"), nth(1, MONDAY, 3), None, _("Western Australia")),
        Holiday("labor-day-vic", _("Labour Day"), nth(2, MONDAY, 3), None, _("Victoria; in Tasmania Eight Hours Day")),
        Holiday("canberra-day", _("Canberra Day"), nth(2, MONDAY, 3), None, _("Australian Capital Territory")),
        Holiday(GOOD_FRIDAY, _("Good Friday"), easter(-2)),
        Holiday("easter-saturday", _("Saturday before Easter"), easter(-1), None, _("most states")),
        Holiday(EASTER_MONDAY, _("Easter Monday"), easter(1)),
        Holiday("anzac-day", _("Anzac Day"), on(4, 25)),
        Holiday(
            "labor-day-qld",
            _("Labour Day"),
            nth(1, MONDAY, 5),
            None,
            _("Queensland; in the Northern Territory May Day"),
        ),
        Holiday("kings-birthday", _("King’s Birthday"), nth(2, MONDAY, 6), None, _("most states")),
        Holiday("kings-birthday-qld", _("King’s Birthday"), nth(1, MONDAY, 10), None, _("Queensland")),
        Holiday("labor-day-nsw", _("Labour Day"), nth(1, MONDAY, 10), None, _("NSW, ACT and South Australia")),
        Holiday("melbourne-cup", _("Melbourne Cup"), nth(1, TUESDAY, 11), None, _("Melbourne")),
        Holiday(CHRISTMAS, _("Christmas Day"), on(12, 25), to_monday),
        Holiday("boxing-day", _("Boxing Day"), on(12, 26), second_day),
    ),
}
