"""“Away until” in the clinic's profile: comments pause, times are said anew, and it ends by itself by the clock."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import get_profile, save_profile
from comments import opening
from comments.models import Comment, Status
from pagecache.public import _marks
from tests.comment_factories import make_comment, send
from tests.conftest import signed_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 12, 4)  # a Friday
DURING = timezone.make_aware(datetime(2026, 12, 2, 10, 0))
AFTER = timezone.make_aware(datetime(2026, 12, 5, 0, 0))
FORM = "/admin/clinic/clinicprofile/1/change/"


def away(comments="pause", hours="Monday-Friday 9:00-17:00", last_day=LAST_DAY):
    profile = ClinicProfile.the_one()
    profile.away_until, profile.away_comments, profile.moderation_hours = last_day, comments, hours
    save_profile(profile, None)


def fields_of(client):
    ClinicProfile.the_one()
    initial = client.get(FORM).context["adminform"].form.initial
    return {name: value or "" for name, value in initial.items()}


def page_of(client, article):
    return client.get(article.get_absolute_url()).content.decode()


@time_machine.travel(DURING, tick=False)
def test_while_away_the_form_gives_way_to_the_times_and_help_stays(reader):
    away()
    page = page_of(reader, make_article())
    assert "Comments are paused" in page and "We are away until Friday, December 4." in page
    assert "Before Monday, December 7, 9 a.m. nobody will read comments." in page
    assert 'id="reply-form"' not in page and "If you need someone now" in page


@time_machine.travel(DURING, tick=False)
def test_a_comment_sent_meanwhile_is_not_taken_and_its_words_come_back(reader):
    away()
    answer = send(reader, make_article(), text="Typed in an old tab")
    page = answer.content.decode()
    assert answer.status_code == 409 and "Typed in an old tab" in page and "is away until Friday, December 4" in page
    assert "Monday, December 7, 9 a.m." in page
    assert not Comment.objects.exists()


@time_machine.travel(DURING, tick=False)
def test_a_clinic_may_go_on_taking_them_and_says_when_they_are_read(reader):
    away("keep")
    article = make_article()
    page = page_of(reader, article)
    assert 'id="reply-form"' in page and "Before Monday, December 7, 9 a.m. nobody will read comments." in page
    assert get_profile().decision_text not in page.split('id="reply"')[1]
    answer = send(reader, article).content.decode()
    assert "We are away until Friday, December 4, so it takes longer than usual." in answer
    assert "Before Monday, December 7, 9 a.m. nobody will read it." in answer
    assert get_profile().decision_text not in answer


@time_machine.travel(DURING, tick=False)
def test_who_is_in_distress_is_told_when_staff_may_read_it(reader):
    away("keep", hours="always")
    page = send(reader, make_article(), text="I want to kill myself tonight").content.decode()
    assert "Staff may read it from the start of Saturday, December 5 on." in page
    assert "Staff may read it from now on" not in page and "The clinic is open now" not in page


def test_it_ends_by_itself_when_the_last_day_is_over(reader):
    article = make_article()
    with time_machine.travel(AFTER - timedelta(seconds=1), tick=False):
        away()
        assert opening.why_closed(article, timezone.now()) == opening.Closed.AWAY
    with time_machine.travel(AFTER, tick=False):
        assert opening.why_closed(article, timezone.now()) is None
        assert "Comments are paused" not in page_of(reader, article)
        assert opening.next_reading(timezone.now()) == timezone.make_aware(datetime(2026, 12, 7, 9, 0))


@time_machine.travel(DURING, tick=False)
@pytest.mark.parametrize("place", ["article", "thread", "rules", "words"])
@pytest.mark.parametrize("comments", ["pause", "keep"])
def test_a_cached_copy_ends_with_the_last_day(reader, place, comments):
    away(comments)
    where = make_article().get_absolute_url()
    where = {"article": where, "thread": f"{where}comments/", "rules": "/about/comment-rules/"}.get(
        place, "/about/your-words/"
    )
    response = reader.get(where)
    assert "We are away until" in response.content.decode()
    assert _marks(response).until <= AFTER


@time_machine.travel(DURING, tick=False)
def test_the_page_for_answering_says_it_too_and_an_article_closed_for_good_stays_closed(reader):
    away()
    comment = make_comment(status=Status.APPROVED)
    page = reader.get(f"{comment.article.get_absolute_url()}comments/?reply={comment.pk}")
    assert page.status_code == 200 and "Comments are paused" in page.content.decode()
    closed = make_article(comments_open=False)
    assert "Comments are closed" in page_of(reader, closed)


@time_machine.travel(DURING, tick=False)
@pytest.mark.parametrize(
    ("day", "told"), [("2026-12-01", "This day is over"), ("2029-01-01", "Check the year"), ("soon", "valid date")]
)
def test_an_odd_day_is_refused_and_says_why(people, day, told):
    owner = signed_in(people["owner"])
    fields = fields_of(owner)
    answer = owner.post(FORM, fields | {"away_until": day})
    assert told in answer.content.decode() and get_profile().last_day_away is None
    assert owner.post(FORM, fields | {"away_until": "2026-12-04"}).status_code == 302
    assert get_profile().last_day_away == LAST_DAY


@time_machine.travel(AFTER + timedelta(days=30), tick=False)
def test_a_day_long_past_does_not_stand_against_saving(people):
    away()
    owner = signed_in(people["owner"])
    fields = fields_of(owner)
    assert owner.post(FORM, fields | {"tagline": "Another sentence."}).status_code == 302
    assert get_profile().tagline == "Another sentence."


@time_machine.travel(DURING, tick=False)
@pytest.mark.parametrize(
    ("comments", "said"), [("pause", "Comments are paused."), ("keep", "and the form says when they will be read")]
)
def test_the_owners_desk_says_so_while_it_lasts_for_who_is_back_earlier(people, comments, said):
    away(comments)
    page = signed_in(people["owner"]).get("/admin/").content.decode()
    assert "The site says that you are away until Friday, December 4" in page and said in page
    assert "you are away until" not in signed_in(people["moderator"]).get("/admin/").content.decode()
    with time_machine.travel(AFTER, tick=False):
        assert "you are away until" not in signed_in(people["owner"]).get("/admin/").content.decode()
