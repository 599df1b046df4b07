"""The charts on the owner's start page: true numbers, a sentence each, readable without the picture."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import save_profile
from comments.models import Comment, Decision, Queue, Status
from jobs.models import Heartbeat, OutboxMail
from portal.backup import schedule
from portal.charts import charts_for
from portal.charts.drawing import WIDTH, laid_out
from portal.models import Opening
from search.models import Miss
from tests.comment_factories import make_comment
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
MOST = 15


def charts(people) -> dict:
    return {chart.name: chart for chart in charts_for(people["owner"])}


def numbers(chart) -> list[int]:
    return [bar.number for bar in chart.bars]


def decide(people, *, waited: int, to=Status.APPROVED, **changes):
    line = {"from_status": Status.PENDING, "to_status": to, "by": people["moderator"], "queue": Queue.NORMAL}
    line["at"] = timezone.now()
    Decision.objects.create(comment_id=1, by_name="M", waited=waited, **(line | changes))


def test_an_empty_site_has_a_sentence_everywhere_and_no_empty_picture(owner, people):
    Heartbeat.objects.create(name="worker", at=timezone.now())
    Heartbeat.objects.create(name=schedule.CHECKED, at=timezone.now())
    found = charts(people)
    assert all(chart.says and not chart.bars for chart in found.values())
    assert found["machine"].says == "Everything runs."
    page = owner.get("/admin/").content.decode()
    assert "No comment waits." in page and "chart__picture" not in page


def test_comments_that_wait_are_counted_by_age(people):
    article = make_article()
    for days in (0, 2, 2, 5, 9):
        made = make_comment(article=article)
        Comment.objects.filter(pk=made.pk).update(waiting_since=timezone.now() - timedelta(days=days, minutes=1))
    make_comment(article=article, status=Status.APPROVED)
    chart = charts(people)["waiting"]
    assert numbers(chart) == [1, 2, 1, 1]
    assert chart.says == "5 comments wait, 2 of them for more than three days."


def test_decisions_are_counted_by_state_and_by_how_long_they_took(people):
    for waited in (60, 7200, 7200, 2 * 86400, 30 * 86400):
        decide(people, waited=waited)
    decide(people, waited=60, to=Status.SPAM)
    decide(people, waited=60, queue="")  # the clinic's own answer
    decide(people, waited=60, by=None)  # the machine
    decide(people, waited=60, at=timezone.now() - timedelta(days=31))
    decide(people, waited=60, from_status=Status.APPROVED, to=Status.WITHDRAWN)
    found = charts(people)
    assert numbers(found["states"]) == [5, 0, 1, 0, 0]
    assert numbers(found["times"]) == [2, 2, 1, 0, 1]
    assert found["times"].says == "4 of 6 decisions came within a day."


def test_reviews_are_counted_by_when_they_are_due(people):
    today = timezone.localdate()
    for days in (-1, 0, 30, 31, 100, 200):
        make_article(next_review_on=str(today + timedelta(days=days)))
    make_article(publish=False, next_review_on=str(today))
    chart = charts(people)["reviews"]
    assert numbers(chart) == [1, 2, 1, 1]
    assert chart.says.startswith("1 article is past its review date")


def test_searches_are_shown_only_once_enough_days_have_seen_them(people):
    for number in range(7):
        Miss.objects.create(digest=str(number), text=f"word {number}", days=5 + number, last_day=timezone.localdate())
    Miss.objects.create(digest="secret", text="", days=20, last_day=timezone.localdate())
    chart = charts(people)["misses"]
    assert [(bar.label, bar.number) for bar in chart.bars] == [(f"word {n}", 5 + n) for n in (6, 5, 4, 3, 2)]
    assert "“word 6”, looked for on 11 days" in chart.says


@pytest.mark.parametrize(
    ("beats", "mail", "ill"),
    [
        ({"worker": 0, schedule.CHECKED: 0}, {}, []),
        ({"worker": 300, schedule.CHECKED: 0}, {}, ["Worker"]),
        ({"worker": 0, schedule.CHECKED: 60 * 3600}, {}, ["Backup"]),
        ({"worker": 0, schedule.CHECKED: 0}, {"parked_at": 0}, ["Mail"]),
        ({"worker": 0, schedule.CHECKED: 0}, {"created_at": 7200}, ["Mail"]),
        ({}, {}, ["Worker"]),  # the example has nothing to lose
    ],
)
def test_what_is_not_well_is_named(people, beats, mail, ill):
    def ago(seconds):
        return timezone.now() - timedelta(seconds=seconds)

    for name, seconds in beats.items():
        Heartbeat.objects.create(name=name, at=ago(seconds))
    if mail:
        OutboxMail.objects.create(to="a@example.org", **{name: ago(seconds) for name, seconds in mail.items()})
    OutboxMail.objects.create(to="b@example.org", sent_at=timezone.now(), created_at=ago(9000))
    assert [sign.label for sign in charts(people)["machine"].signs if not sign.well] == ill


def test_a_real_site_without_a_backup_is_not_well(people):
    row = ClinicProfile.the_one()
    row.site_state = "setup"
    save_profile(row, None)
    signs = {sign.label: sign for sign in charts(people)["machine"].signs}
    assert not signs["Backup"].well and signs["Backup"].said == "none lately that was read back"


def test_a_picture_has_title_and_description_and_the_same_numbers_stand_in_a_table(owner):
    make_comment(article=make_article())
    Miss.objects.create(digest="x", text="<script>alert(1)</script>", days=6, last_day=timezone.localdate())
    page = owner.get("/admin/").content.decode()
    assert "<script>alert(1)" not in page
    pictures = re.findall(r'<svg class="chart__picture".*?</svg>', page, re.DOTALL)
    assert len(pictures) == 3  # waiting comments, the article's review, the search
    for picture in pictures:
        named = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', picture)
        assert f'<title id="{named[1]}">' in picture and f'<desc id="{named[2]}">' in picture
        assert "style=" not in picture
    assert page.count("As a table") == 3
    assert '<th scope="row">less than a day</th><td>1</td>' in page


def test_bars_never_leave_their_picture():
    bars = laid_out([("a", 3), ("b", 1), ("c", 0), ("x" * 80, 3, "late")])
    assert [bar.width for bar in bars] == [WIDTH, 106.7, 0, WIDTH]
    assert len(bars[3].short_label) == 36
    assert laid_out([("a", 0)]) == laid_out([]) == ()


@pytest.mark.parametrize("name", ["moderator", "editor", "clinician"])
def test_nobody_else_gets_them(name, request, people):
    assert charts_for(people[name]) == []
    assert "In numbers" not in request.getfixturevalue(name).get("/admin/").content.decode()


@pytest.mark.parametrize("state", ["demo", "setup", "open"])
def test_the_owners_start_page_costs_at_most_fifteen_queries_however_much_there_is(owner, people, state):
    row = ClinicProfile.the_one()
    row.site_state = state
    save_profile(row, None)
    pages = [make_article() for _ in range(4)]
    Opening.the_one().safety_articles.set(pages)
    Opening.objects.update(crisis_lead="Dana")
    for page in pages:
        make_comment(article=page, is_example=True)
        decide(people, waited=60)
    owner.get("/admin/")
    with CaptureQueriesContext(connection) as captured:
        assert owner.get("/admin/").status_code == 200
    assert len(captured) <= MOST, [query["sql"] for query in captured.captured_queries]
