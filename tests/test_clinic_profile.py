"""The profile that every page shows: a file written whole, re-read when it changes, never a reason to fail."""

from dataclasses import FrozenInstanceError

import pytest
from django.core.exceptions import ValidationError

from clinic import profile
from clinic.models import ClinicProfile, Record
from clinic.presets import COUNTRIES
from clinic.profile import Profile, get_profile, profile_path, save_profile


@pytest.fixture
def row(db):
    return ClinicProfile.the_one()


@pytest.fixture
def save(row, django_capture_on_commit_callbacks):
    def save(by=None, **changes):
        for name, value in changes.items():
            setattr(row, name, value)
        with django_capture_on_commit_callbacks(execute=True):
            save_profile(row, by)

    return save


def test_without_a_file_the_example_clinic_in_the_united_states_is_shown():
    profile = get_profile()
    assert (profile.name, profile.country, profile.site_state) == ("Example Clinic", "US", "demo")
    assert (profile.emergency_number, profile.crisis_number) == ("911", "988")
    assert (profile.emergency_href, profile.crisis_href) == ("tel:911", "tel:988")
    assert profile.is_demo
    assert profile.noindex
    assert profile.hours == (("Monday to Friday", "9 a.m. to 5 p.m."), ("Saturday to Sunday", "closed"))


def test_reading_the_profile_asks_no_database():
    assert get_profile().name  # without the db fixture a query would fail


def test_a_profile_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        get_profile().name = "Another"


def test_saving_shows_at_once_and_is_recorded(save, people):
    save(by=people["owner"], name="Harbor Clinic", phone="+1 202 555 0100")
    assert (get_profile().name, get_profile().phone_href) == ("Harbor Clinic", "tel:+12025550100")
    assert Record.objects.get().actor == people["owner"]


def test_a_refused_profile_leaves_the_file_alone(save):
    save(name="Harbor Clinic")
    with pytest.raises(ValidationError):
        save(name="Other Clinic", opening_hours="whenever we like")
    assert get_profile().name == "Harbor Clinic"


def test_the_file_is_read_again_only_when_it_changed(save):
    save(name="Harbor Clinic")
    first = get_profile()
    assert get_profile() is first
    save(name="Hill Clinic")
    assert get_profile().name == "Hill Clinic"


def test_a_damaged_file_keeps_what_was_read_before(save):
    save(name="Harbor Clinic", country="UK")
    get_profile()
    profile_path().write_text('{"name": "Har', encoding="utf-8")
    assert get_profile().emergency_number == "999"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"country": "XX"}', '{"opening_hours": "?"}', "\x00"])
def test_a_file_damaged_from_the_start_gives_the_defaults(text):
    profile_path().write_text(text, encoding="utf-8")
    assert get_profile() == Profile()


def test_no_temporary_file_stays_behind(save):
    save(name="Harbor Clinic")
    assert [path.name for path in profile_path().parent.glob("*profile*")] == ["profile.json"]


@pytest.mark.parametrize(
    ("country", "emergency", "crisis"),
    [
        ("US", "911", "988"),
        ("UK", "999", "116 123"),
        ("IE", "112", "116 123"),  # 999 is not certain enough; 112 works in every country of the EU
        ("CA", "911", "988"),
        ("AU", "000", "13 11 14"),
    ],
)
def test_each_country_brings_its_own_numbers(country, emergency, crisis):
    profile = Profile(country=country)
    assert (profile.emergency_number, profile.crisis_number) == (emergency, crisis)
    own = COUNTRIES[country].name
    assert {line.country for line in profile.help_lines} == {own}
    assert own not in {line.country for line in profile.other_help_lines}


def test_a_clinics_own_lines_replace_the_presets(save):
    save(help_lines="Night line | 0800 555 111 | Free\nDay line | 0800 555 222", emergency_number="112")
    profile = get_profile()
    assert [line.name for line in profile.help_lines] == ["Night line", "Day line"]
    assert profile.crisis_text == "Call Night line on 0800 555 111"
    assert profile.emergency_href == "tel:112"


@pytest.mark.parametrize("lines", ["Night line", "Night line | call us", "| 0800 555 111 |"])
def test_help_lines_without_a_name_and_a_number_are_refused(save, lines):
    with pytest.raises(ValidationError):
        save(help_lines=lines)


def test_a_blank_service_fact_is_left_out(save):
    save(price="  ", after_hours_phone="")
    labels = [label for label, _text in get_profile().service]
    assert "Price" not in labels
    assert "Complaints" in labels


def test_only_an_open_site_may_be_found_by_search_engines():
    assert Profile(site_state="setup").noindex
    assert not Profile(site_state="open").noindex


def test_a_thread_that_was_slow_leaves_no_former_profile_behind(save, monkeypatch):
    save(phone="+1 202 555 0100")
    from_file = profile.replace
    meanwhile = [True]

    def slowly(read, **changes):
        if meanwhile:
            meanwhile.pop()
            save(phone="+1 202 555 0199")  # another thread's: saved and read while this one is at work
            assert get_profile().phone == "+1 202 555 0199"
        return from_file(read, **changes)

    monkeypatch.setattr(profile, "replace", slowly)
    get_profile()
    assert get_profile().phone == "+1 202 555 0199"
