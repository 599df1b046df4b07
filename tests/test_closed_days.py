"""Closed days in the profile: the times that readers are told, the phone, the form and cached pages keep to them."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import get_profile, save_profile
from comments import opening
from comments.models import Comment
from pagecache.public import _marks
from tests.comment_factories import send
from tests.conftest import signed_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db
FORM = "/admin/clinic/clinicprofile/1/change/"
HOURS = "Monday-Friday 9:00-17:00"
GOOD_FRIDAY = datetime(2027, 3, 26, 10, 0)  # Easter Monday is 29 March


def at(moment: datetime):
    return time_machine.travel(timezone.make_aware(moment), tick=False)


def closed(holidays="", days="", **changes):
    profile = ClinicProfile.the_one()
    values = {"country": "UK", "moderation_hours": HOURS, "opening_hours": HOURS} | changes
    for name, value in (values | {"closed_holidays": holidays, "closed_days": days}).items():
        setattr(profile, name, value)
    save_profile(profile, None)


def page_of(client, address):
    return client.get(address).content.decode()


@at(GOOD_FRIDAY)
def test_over_easter_nobody_is_told_that_staff_read_before_tuesday(reader):
    closed("good-friday easter-monday")
    answer = send(reader, make_article()).content.decode()
    assert "Before Tuesday, March 30, 9 a.m. nobody will read it." in answer


@at(GOOD_FRIDAY)
def test_who_is_in_distress_is_not_sent_to_a_phone_that_nobody_takes(reader):
    article = make_article()
    words = "I want to kill myself tonight"
    closed()
    assert "The clinic is open now" in send(reader, article, text=words).content.decode()
    closed("good-friday easter-monday")
    answer = send(reader, article, text=words + ", really").content.decode()
    assert "The clinic is open now" not in answer and "Staff may read it from now on" not in answer
    assert "Staff may read it from Tuesday, March 30, 9 a.m. on." in answer


@at(GOOD_FRIDAY)
def test_a_clinic_that_takes_comments_in_its_hours_takes_none_on_a_closed_day(reader):
    closed("good-friday", comments_mode="staffed")
    article = make_article()
    answer = send(reader, article)
    assert answer.status_code == 409 and not Comment.objects.exists()
    assert "That is again from Monday, March 29, 9 a.m. on." in answer.content.decode()
    closed("good-friday", comments_mode="staffed", moderation_hours="always")
    answer = send(reader, article).content.decode()
    assert "That is again from the start of Saturday, March 27 on." in answer and "always" not in answer


@at(datetime(2026, 12, 30, 10, 0))
def test_days_of_its_own_in_a_row_are_closed_and_the_day_after_is_not(reader):
    closed(days="2026-12-28 2027-01-02 Winter break")
    assert not opening.somebody_reads(timezone.now())
    assert opening.next_reading(timezone.now()) == timezone.make_aware(datetime(2027, 1, 4, 9, 0))


@at(GOOD_FRIDAY)
def test_midnight_is_told_as_the_end_of_a_day_so_that_nobody_reads_it_as_the_next_one(reader):
    closed("good-friday", moderation_hours="always")
    assert "Before the end of Friday, March 26 nobody will read it." in send(reader, make_article()).content.decode()


@at(GOOD_FRIDAY - timedelta(days=13))
@pytest.mark.parametrize("place", ["article", "thread", "comment-rules"])
def test_the_form_and_the_rules_name_the_closed_days_two_weeks_before(reader, place):
    closed("good-friday easter-monday", "2027-03-22 2027-03-23 Moving house\n2027-06-01 2027-06-01 Later")
    article = make_article().get_absolute_url()
    address = {"article": article, "thread": f"{article}comments/"}.get(place, f"/about/{place}/")
    page = page_of(reader, address)
    told = "Monday, March 22 to Tuesday, March 23 (Moving house); Friday, March 26 (Good Friday)"
    assert f"Nobody reads comments on {told}." in page
    assert "Easter Monday" not in page and "Later" not in page


@pytest.mark.parametrize("address", ["/", "/contact/", "/help-now/", "/about/"])
def test_the_foot_of_every_page_says_on_which_days_the_clinic_is_closed(reader, address):
    closed("good-friday")
    with at(GOOD_FRIDAY):
        assert "Closed on Friday, March 26 (Good Friday)." in page_of(reader, address)
    with at(GOOD_FRIDAY + timedelta(days=1)):
        assert "Closed on" not in page_of(reader, address)


@at(GOOD_FRIDAY)
@pytest.mark.parametrize("address", ["/contact/", "/about/comment-rules/", "article"])
def test_a_cached_copy_ends_when_the_closed_day_is_over(reader, address):
    closed("good-friday")
    address = make_article().get_absolute_url() if address == "article" else address
    assert _marks(reader.get(address)).until == timezone.make_aware(datetime(2027, 3, 27))


def test_a_cached_copy_ends_when_the_next_closed_day_is_to_be_named(reader):
    closed("good-friday")
    with at(datetime(2027, 3, 8, 10, 0)):
        response = reader.get("/contact/")
        assert "Good Friday" not in response.content.decode()
        assert _marks(response).until == timezone.make_aware(datetime(2027, 3, 13))
    with at(datetime(2027, 3, 13, 0, 0)):
        assert "Good Friday" in page_of(reader, "/contact/")


def test_a_clinic_without_closed_days_has_pages_that_no_clock_ends(reader):
    closed()
    assert _marks(reader.get("/contact/")).until is None


@at(datetime(2026, 12, 2, 10, 0))
def test_after_being_away_the_closed_days_count_too(reader):
    closed("christmas", away_until=date(2026, 12, 24), country="IE")
    assert opening.next_reading(timezone.now()) == timezone.make_aware(datetime(2026, 12, 28, 9, 0))


# The form


@pytest.fixture
def save(people):
    owner = signed_in(people["owner"])

    def save(**changes):
        ClinicProfile.the_one()
        initial = owner.get(FORM).context["adminform"].form.initial
        shown = {name: "" if value is None else value for name, value in initial.items()}
        return owner.post(FORM, shown | changes)

    save.owner = owner
    return save


def rows(*entries):
    columns = zip(*entries, strict=True)
    return {
        f"closed_days-{part}": list(column) for part, column in zip(("first", "last", "name"), columns, strict=True)
    }


@at(datetime(2026, 11, 27, 10, 0))
def test_the_form_lists_the_countrys_holidays_of_the_coming_twelve_months(save):
    closed(country="US")
    page = page_of(save.owner, FORM)
    labels = save.owner.get(FORM).context["adminform"].form.fields["closed_holidays"].choices
    assert labels[0] == ("christmas", "Christmas Day: Friday, December 25, 2026")
    assert ("independence-day", "Independence Day: Sunday, July 4, 2027 and Monday, July 5, 2027") in labels
    assert labels[-1] == ("thanksgiving", "Thanksgiving Day: Thursday, November 25, 2027")
    assert "title 5, section 6103" in page and "Boxing Day" not in page


@at(datetime(2026, 11, 27, 10, 0))
def test_ticks_and_rows_are_stored_and_come_back(save):
    answer = save(
        closed_holidays=["christmas", "new-year"],
        **rows(("2027-02-01", "2027-02-03", "Training"), ("2026-12-24", "", " Christmas  Eve "), ("", "", "")),
    )
    assert answer.status_code == 302
    assert ClinicProfile.the_one().closed_days == "2026-12-24 2026-12-24 Christmas Eve\n2027-02-01 2027-02-03 Training"
    assert date(2027, 1, 1) in get_profile().closed and date(2027, 2, 2) in get_profile().closed
    page = page_of(save.owner, FORM)
    assert 'value="Christmas Eve"' in page and 'value="christmas" id="id_closed_holidays_0" checked' in page


@at(datetime(2026, 11, 27, 10, 0))
@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("2026-12-24", "2026-12-20", ""), "ends before it begins"),
        (("", "", "Holiday"), "not a day"),
        (("24.12.2026", "", ""), "not a day"),
        (("2029-12-24", "", ""), "Check the year"),
        (("2026-12-24", "2029-12-24", ""), "longer than a year"),
        (("2026-12-24", "", "n" * 61), "shorter"),
        (("2026-12-24", "", "A guaranteed cure"), "guaranteed"),
    ],
)
def test_an_odd_row_is_refused_with_its_words_kept(save, row, told):
    answer = save(**rows(row))
    assert answer.status_code == 200
    assert told in " ".join(answer.context["adminform"].form.errors["closed_days"])
    assert f'value="{row[0] or "?"}"' in answer.content.decode()
    assert not get_profile().closed


@at(datetime(2026, 11, 27, 10, 0))
def test_a_holiday_that_no_country_has_is_refused_and_a_day_that_is_over_leaves_the_form(save):
    assert "closed_holidays" in save(closed_holidays=["doomsday"]).context["adminform"].form.errors
    save(**rows(("2026-11-26", "", "Yesterday"), ("2026-11-27", "", "Today")))
    assert ClinicProfile.the_one().closed_days == "2026-11-27 2026-11-27 Today"


@at(datetime(2026, 11, 27, 10, 0))
def test_another_country_keeps_the_holidays_it_has_too_and_says_to_look(save):
    closed("christmas thanksgiving", country="US")
    answer = save(country="UK", closed_holidays=["christmas", "thanksgiving"])
    assert ClinicProfile.the_one().closed_holidays == "christmas"
    assert "Look at “Closed days” again" in save.owner.get(answer["Location"], follow=True).content.decode()
