"""The clinic's hours and closed days as structured data: what the foot of the page says, and no longer."""

import json
from datetime import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import save_profile

pytestmark = pytest.mark.django_db
BEFORE_EASTER = datetime(2027, 3, 20, 10, 0)  # Good Friday is 26 March, Easter Monday 29 March


def at(moment: datetime):
    return time_machine.travel(timezone.make_aware(moment), tick=False)


def clinic_on(reader, address="/", **changes) -> dict:
    profile = ClinicProfile.the_one()
    for name, value in ({"site_state": "open", "country": "UK"} | changes).items():
        setattr(profile, name, value)
    save_profile(profile, None)
    page = BeautifulSoup(reader.get(address).content, "html.parser")
    graph = json.loads(page.select_one('script[type="application/ld+json"]').string)["@graph"]
    return next(thing for thing in graph if thing["@id"].endswith("#clinic"))


@pytest.mark.parametrize("address", ["/", "/contact/", "/faq/"])
def test_the_hours_are_given_as_days_and_times(reader, empty_cache, address):
    hours = "Monday-Wednesday 9:00-12:30\nMonday 14:00-18:00\nSaturday-Sunday closed"
    clinic = clinic_on(reader, address, opening_hours=hours)
    assert clinic["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Monday", "Tuesday", "Wednesday"],
            "opens": "09:00",
            "closes": "12:30",
        },
        {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday"], "opens": "14:00", "closes": "18:00"},
    ]
    assert "specialOpeningHoursSpecification" not in clinic


def test_day_and_night_is_every_day_to_its_last_minute(reader, empty_cache):
    (hours,) = clinic_on(reader, opening_hours="always")["openingHoursSpecification"]
    assert (len(hours["dayOfWeek"]), hours["opens"], hours["closes"]) == (7, "00:00", "23:59")


@at(BEFORE_EASTER)
def test_closed_days_are_given_when_readers_are_told_of_them(reader, empty_cache):
    own = "2027-03-30 2027-04-01 Course\n2027-06-01 2027-06-01 Later"
    clinic = clinic_on(reader, closed_holidays="good-friday", closed_days=own)
    days = [(one["validFrom"], one["validThrough"]) for one in clinic["specialOpeningHoursSpecification"]]
    assert days == [("2027-03-26", "2027-03-26"), ("2027-03-30", "2027-04-01")]
    assert {one["opens"] for one in clinic["specialOpeningHoursSpecification"]} == {"00:00"}


def test_the_example_is_no_place_and_has_no_hours(reader, empty_cache):
    clinic = clinic_on(reader, site_state="demo")
    assert clinic["@type"] == "Organization" and "openingHoursSpecification" not in clinic
