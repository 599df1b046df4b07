"""A notice on every page for a time: it comes and leaves by the clock, from stored pages too, and passes the checks."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import get_profile, profile_path, save_profile

pytestmark = pytest.mark.django_db
FORM = "/admin/clinic/clinicprofile/1/change/"
WORDS = "The phone is out of order. <b>Write</b> to us."
SHOWN = "The phone is out of order. &lt;b&gt;Write&lt;/b&gt; to us."
NOON = timezone.make_aware(datetime(2026, 11, 20, 12, 0))
PAGES = ("/", "/articles/", "/faq/", "/help-now/", "/contact/", "/no-such-page/")


def put_up(text=WORDS, begins=None, ends=NOON + timedelta(hours=2)):
    row = ClinicProfile.the_one()
    row.banner, row.banner_from, row.banner_until = text, begins, ends
    save_profile(row, None)


def shows(client, address="/") -> bool:
    return SHOWN in client.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_shows_it_until_its_end(reader, address):
    with time_machine.travel(NOON, tick=False) as clock:
        put_up()
        assert shows(reader, address)
        clock.shift(timedelta(hours=2))
        assert not shows(reader, address)


def test_it_does_not_come_before_its_time(reader):
    with time_machine.travel(NOON, tick=False) as clock:
        put_up(begins=NOON + timedelta(hours=1))
        assert not shows(reader)
        clock.shift(timedelta(hours=1))
        assert shows(reader)


@pytest.mark.parametrize(("begins", "ends", "seconds"), [(0.5, 60, 0), (None, 0.5, 0), (60, 120, 1), (None, 60, 1)])
def test_a_cache_keeps_a_page_no_longer_than_until_the_clock_changes_it(reader, begins, ends, seconds):
    with time_machine.travel(NOON, tick=False):
        put_up(begins=begins and NOON + timedelta(seconds=begins), ends=NOON + timedelta(seconds=ends))
        for address in ("/", "/contact/", "/faq/"):
            assert f"s-maxage={seconds}" in reader.get(address)["Cache-Control"]


def test_it_needs_no_database(reader, monkeypatch):
    with time_machine.travel(NOON, tick=False):
        put_up()
        ClinicProfile.objects.all().delete()
        assert profile_path().exists() and shows(reader, "/help-now/")


def test_without_one_there_is_none(reader):
    assert "site-banner" not in reader.get("/").content.decode()


def fields(**changes) -> dict:
    row = ClinicProfile.the_one()
    plain = {
        field.name: getattr(row, field.name)
        for field in row._meta.fields
        if field.name not in ("id", "changed_at", "site_state", "banner_from", "banner_until")
    }
    spans = {f"banner_{name}_{place}": "" for name in ("from", "until") for place in (0, 1)}
    return {name: "" if value is None else value for name, value in plain.items()} | spans | changes


def span(name: str, moment: datetime) -> dict:
    local = timezone.localtime(moment)
    return {f"banner_{name}_0": f"{local:%Y-%m-%d}", f"banner_{name}_1": f"{local:%H:%M:%S}"}


def test_an_owner_puts_it_up_in_the_clinics_own_time(owner, reader):
    with time_machine.travel(NOON, tick=False):
        assert owner.post(FORM, fields(banner=WORDS, **span("until", NOON + timedelta(days=1)))).status_code == 302
        assert get_profile().banner_ends == NOON + timedelta(days=1)
        assert shows(reader)
        assert owner.post(FORM, fields(banner="")).status_code == 302
        assert not shows(reader)


@pytest.mark.parametrize(
    ("hours", "said"),
    [(None, "Say until when"), (-1, "This is over already"), (24 * 400, "more than a year ahead")],
)
def test_an_end_that_cannot_be_meant_is_refused_and_the_words_come_back(owner, hours, said):
    with time_machine.travel(NOON, tick=False):
        ends = {} if hours is None else span("until", NOON + timedelta(hours=hours))
        page = owner.post(FORM, fields(banner=WORDS, **ends)).content.decode()
        assert said in page and SHOWN in page
        assert get_profile().banner == ""


def test_an_end_before_the_beginning_is_refused(owner):
    with time_machine.travel(NOON, tick=False):
        both = span("from", NOON + timedelta(days=2)) | span("until", NOON + timedelta(days=1))
        assert "This is before it begins" in owner.post(FORM, fields(banner=WORDS, **both)).content.decode()


def test_it_is_no_way_round_the_checks_of_claims(owner):
    with time_machine.travel(NOON, tick=False):
        claim = fields(banner="Ketamine cures depression, guaranteed.", **span("until", NOON + timedelta(days=1)))
        page = owner.post(FORM, claim).content.decode()
        assert "errorlist" in page and get_profile().banner == ""


def test_a_notice_that_is_over_does_not_stop_other_changes(owner):
    with time_machine.travel(NOON, tick=False):
        put_up(ends=NOON - timedelta(days=1))
        kept = fields(banner=WORDS, name="Harbor Clinic", **span("until", NOON - timedelta(days=1)))
        assert owner.post(FORM, kept).status_code == 302
        assert get_profile().name == "Harbor Clinic"
