"""How long words are kept: an owner shortens it, readers are told, the sweep keeps to it, nothing lengthens it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.models import ClinicProfile, Record
from clinic.profile import get_profile
from clinic.retention import TABLE, read_kept
from comments import due, private
from comments.keeping import change_periods
from comments.models import Comment, Feedback, Report, RetentionDay, Status
from jobs.models import OutboxMail
from tests.comment_factories import make_comment, send
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
PAGE = "/admin/comments/retentionday/"
MOST = {period.key: period.most for period in TABLE}
NOW = timezone.now()


def save(owner, **changes):
    return owner.post(PAGE, MOST | changes)


def days_told(reader, what: str) -> str:
    page = reader.get("/about/privacy/").content.decode()
    return re.search(rf"{what}</th>\s*<td>([^<]+)</td>", page)[1]


def test_a_shorter_time_is_told_kept_and_on_record(owner, reader, people, empty_cache):
    make_comment(status=Status.SPAM, submitted_at=NOW, decided_at=NOW)
    assert days_told(reader, "Spam") == "7 days"
    assert save(owner, spam=3, sure="on")["Location"] == PAGE
    assert days_told(reader, "Spam") == "3 days"
    line = Record.objects.get(action="change retention")
    assert (line.actor, line.note) == (people["owner"], "days: spam 7 → 3")
    due.keep_no_longer(NOW + timedelta(days=3) - timedelta(seconds=1))
    assert Comment.objects.exists()
    due.keep_no_longer(NOW + timedelta(days=3))
    assert not Comment.objects.exists()


@pytest.mark.parametrize("period", TABLE, ids=lambda period: period.key)
def test_no_form_breaks_the_promise_or_goes_below_what_the_desk_needs(owner, period):
    for days, said in (
        (period.most + 1, f"Readers are promised {period.most} days at most. Enter {period.least} to {period.most}."),
        (period.least - 1, f"This is too short to work with. Enter {period.least} to {period.most}."),
        ("soon", "Enter a whole number of days"),
        ("", "Enter a number of days"),
        ("9" * 400, ""),
    ):
        answer = save(owner, **{period.key: days})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert ClinicProfile.the_one().kept_for == "" and not Record.objects.filter(action="change retention").exists()
    with pytest.raises(ValueError, match=period.key):
        change_periods({period.key: period.most + 1}, None, NOW)


def test_neither_an_import_nor_a_hand_breaks_it_in_the_file():
    kept = read_kept("spam 700\nrejected 0\nunheard 3\nclosed 40")
    assert (kept.days("spam"), kept.days("rejected"), kept.days("closed")) == (7, 7, 40)
    for broken in ("spam", "spam x", "spam 3 yesterday", "spam 3 2026-11-27T10:00:00", "spam 3 a b"):
        with pytest.raises(ValidationError):
            read_kept(broken)


def test_what_would_be_erased_within_the_hour_is_said_first_and_takes_a_tick(owner):
    four_days_ago = timezone.now() - timedelta(days=4)
    make_comment(status=Status.SPAM, submitted_at=four_days_ago, decided_at=four_days_ago)
    make_comment(email="owl@example.org", submitted_at=timezone.now() - timedelta(days=1, hours=1))
    answer = save(owner, spam=3, email=1)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 comment, report or word about an article<" in page and "1 e-mail address<" in page
    assert ClinicProfile.the_one().kept_for == ""
    assert "would be erased" not in save(owner, spam=5).content.decode()  # nothing is that old
    assert save(owner, spam=3, email=1, sure="on").status_code == 302
    due.keep_no_longer(timezone.now())
    assert Comment.objects.get().email == ""


def test_a_longer_time_does_not_hold_for_what_was_sent_under_a_shorter_one():
    change_periods({"spam": 2}, None, NOW - timedelta(hours=2))
    make_comment(text="before", status=Status.SPAM, submitted_at=NOW - timedelta(hours=1), decided_at=NOW)
    change_periods({"spam": 7}, None, NOW)
    make_comment(text="after", status=Status.SPAM, submitted_at=NOW + timedelta(hours=1), decided_at=NOW)
    change_periods({"spam": 5}, None, NOW + timedelta(hours=2))
    change_periods({"spam": 6}, None, NOW + timedelta(hours=3))
    due.keep_no_longer(NOW + timedelta(days=2))
    assert Comment.objects.get().text == "after"
    due.keep_no_longer(NOW + timedelta(days=5) - timedelta(seconds=1))
    assert Comment.objects.exists()
    due.keep_no_longer(NOW + timedelta(days=5))
    assert not Comment.objects.exists()


def test_reports_and_words_about_a_page_go_by_their_own_time():
    comment = make_comment(status=Status.APPROVED, decided_at=NOW)
    Report.objects.create(comment=comment, why="unkind", sent_at=NOW)
    Feedback.objects.create(article=comment.article, section="Sources", text="Old.", sent_at=NOW)
    change_periods({"report": 20, "feedback": 30}, None, NOW)
    due.keep_no_longer(NOW + timedelta(days=20))
    assert (Report.objects.count(), Feedback.objects.count()) == (0, 1)
    due.keep_no_longer(NOW + timedelta(days=30))
    assert not Feedback.objects.exists()


def test_whoever_sends_a_comment_is_told_the_times_of_this_clinic(reader, owner, empty_cache):
    article = make_article()
    address = article.get_absolute_url()
    assert "deleted after 2 days" in reader.get(address).content.decode()
    assert save(owner, email=1, withdrawn=4).status_code == 302
    assert "deleted after 1 day." in reader.get(address).content.decode()
    assert "deleted after 1 day unless" in reader.get("/about/privacy/").content.decode()
    assert "within 1 day if" in send(reader, article, email="owl@example.org").content.decode()
    mail = OutboxMail.objects.get()
    assert "confirm it within 1 day:" in mail.body
    assert mail.useful_until - mail.created_at < timedelta(days=1, minutes=1)
    page = private.address_of(Comment.objects.get())
    assert "Its words are erased after 4 days." in reader.get(page).content.decode()
    answer = reader.post(page, {"withdraw": "1"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "erased in 4 days, or now" in answer.content.decode()


def test_the_age_of_backups_is_told_as_it_is_set(reader, settings):
    settings.BACKUP_KEEP_DAYS = 12
    assert "backups age out within 12 days" in reader.get("/about/your-words/").content.decode()
    page = private.address_of(make_comment())
    assert "Backups age out within 12 days." in reader.get(page).content.decode()
    answer = reader.post(page, {"erase": "1"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "age out within 12 days" in answer.content.decode()


def test_a_mistake_elsewhere_in_the_profile_is_said(owner):
    ClinicProfile.the_one()
    ClinicProfile.objects.update(phone="nobody knows")
    assert "Save that first" in owner.post(PAGE, MOST | {"spam": 3}, follow=True).content.decode()
    assert ClinicProfile.the_one().kept_for == ""


def test_saving_what_is_so_already_changes_nothing(owner):
    get_profile()
    assert "Nothing was changed" in owner.post(PAGE, MOST, follow=True).content.decode()
    assert not Record.objects.filter(action="change retention").exists()


def test_the_job_shows_when_it_ran_and_how_many(owner):
    assert "The job has never run" in owner.get(PAGE).content.decode()
    long_ago = timezone.now() - timedelta(days=40)
    make_comment(status=Status.SPAM, decided_at=long_ago, submitted_at=long_ago)
    make_comment(email="owl@example.org", submitted_at=timezone.now() - timedelta(days=3))
    due.keep_no_longer(timezone.now())
    due.keep_no_longer(timezone.now())
    day = RetentionDay.objects.get()
    assert (day.words, day.addresses) == (1, 1)
    page = owner.get(PAGE).content.decode()
    assert "The last time:" in page
    row = re.search(r'class="rights-day".*?</tr>', page, re.DOTALL)[0]
    assert row.count("<td data-label=") == row.count("<td") == 3  # by which a narrow screen makes a card of it
    due.keep_no_longer(timezone.now() + timedelta(days=500))
    assert RetentionDay.objects.count() == 1
