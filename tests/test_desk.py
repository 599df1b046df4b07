"""The desk's start page: what to do now, for each role, at the same price however much there is."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from comments import duty
from comments.models import Report
from jobs.models import Heartbeat, OutboxMail
from tests.comment_factories import make_comment
from tests.factories import make_article, make_clinician, make_content


@pytest.fixture
def beating(db):
    Heartbeat.objects.create(name="worker", at=timezone.now())


def tasks(client) -> dict:
    """The tasks on the page, by name."""
    return {task.name: task for task in client.get("/admin/").context["tasks"]}


def test_a_stranger_is_sent_to_sign_in(reader):
    assert reader.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_waiting_comments_are_counted_with_the_oldest_age(moderator, beating):
    article = make_article()
    make_comment(article=article, submitted_at=timezone.now() - timedelta(hours=5))
    make_comment(article=article, submitted_at=timezone.now() - timedelta(hours=2))
    make_comment(article=article, status="approved")
    task = tasks(moderator)["comments"]
    assert task.title == "2 comments wait"
    assert "5\xa0hours" in task.detail
    assert task.address == "/admin/comments/comment/queue/"


def test_drafts_newer_than_what_is_public_are_named(editor, beating):
    make_article(title="Public and unchanged")
    new = make_article(title="Not yet public", publish=False)
    links = tasks(editor)["drafts"].links
    assert [link.text for link in links] == ["Not yet public: new"]
    assert links[0].address == f"/admin/articles/article/{new.pk}/change/"


def test_reviews_due_within_thirty_days_are_named(clinician, beating):
    soon = make_article(title="Due soon")
    later = make_article(title="Due later")
    Article.objects.filter(pk=soon.pk).update(next_review_on=timezone.localdate() + timedelta(days=30))
    Article.objects.filter(pk=later.pk).update(next_review_on=timezone.localdate() + timedelta(days=31))
    assert ["Due soon" in link.text for link in tasks(clinician)["reviews"].links] == [True]


def test_the_review_date_is_said_the_american_way(editor, beating):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(next_review_on=date(2020, 1, 31))
    assert tasks(editor)["reviews"].links[0].text.endswith("review by Jan. 31, 2020")


@pytest.mark.parametrize("age", [None, timedelta(hours=1)])
def test_a_silent_worker_is_an_alarm_for_everybody(moderator, age):
    if age:
        Heartbeat.objects.create(name="worker", at=timezone.now() - age)
    assert tasks(moderator)["worker"].tone == "alarm"


def test_a_working_worker_is_not_mentioned(moderator, beating):
    assert "worker" not in tasks(moderator)


def test_work_that_has_failed_is_the_owners(owner, editor, beating):
    OutboxMail.objects.create(to="a@example.org", subject="S", body="B", parked_at=timezone.now())
    assert [link.text for link in tasks(owner)["parked"].links] == ["mails: 1"]
    assert "parked" not in tasks(editor)


def test_each_role_sees_its_own_tasks(owner, clinician, editor, moderator, beating):
    make_comment(article=make_article(next_review_on="2026-01-01"))
    make_article(publish=False)
    assert set(tasks(owner)) == {"register", "example", "second_factor"}
    assert set(tasks(clinician)) == {"comments", "reviews", "drafts", "second_factor"}
    assert set(tasks(editor)) == {"reviews", "drafts", "second_factor"}
    assert set(tasks(moderator)) == {"comments", "second_factor"}


def test_a_register_with_a_clinician_who_can_sign_asks_nothing_of_owners(owner, beating):
    make_clinician(is_active=False)
    assert "register" in tasks(owner)
    make_clinician()
    assert "register" not in tasks(owner)


def test_with_nothing_to_do_the_desk_says_so(moderator, beating, settings, monkeypatch):
    settings.STAFF_SECOND_FACTOR = "required"
    monkeypatch.setattr("portal.staff_site.ask_for_second_factor", lambda request: None)
    assert "Nothing waits" in moderator.get("/admin/").content.decode()


def fill(number: int) -> None:
    content = make_content(next_review_on="2026-01-01")
    for _row in range(number):
        article = make_article(topics=content.topics, next_review_on="2026-01-01")
        make_comment(article=article)
        make_article(publish=False, topics=content.topics)


def test_the_desk_costs_the_same_with_one_row_and_with_twenty(people, django_assert_max_num_queries, client):
    people["owner"].groups.set([group for user in people.values() for group in user.groups.all()])
    client.force_login(people["owner"])
    fill(1)
    client.get("/admin/")  # the first request of a session also writes its row
    with django_assert_max_num_queries(15) as few:
        client.get("/admin/")
    fill(19)
    with django_assert_max_num_queries(len(few)):
        client.get("/admin/")


def test_the_desk_needs_no_inline_script_or_style(owner):
    html = owner.get("/admin/").content.decode()
    assert "style=" not in html
    assert all("src=" in tag for tag in html.split("<script")[1:])
    assert "theme.js" not in html


def test_signing_out_and_passwords_belong_to_the_sign_in_pages(owner):
    assert owner.get("/admin/logout/").headers["Location"] == "/accounts/logout/"
    assert owner.get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"


def test_a_question_for_clinicians_is_on_their_desk_and_on_nobody_elses(clinician, moderator, beating):
    asked_at = timezone.now() - timedelta(hours=3)
    make_comment(escalated_at=asked_at, submitted_at=asked_at)
    task = tasks(clinician)["asked"]
    assert task.title == "Moderators ask you about 1 comment" and "3\xa0hours" in task.detail
    assert task.address == "/admin/comments/comment/queue/?queue=clinician"
    assert "asked" not in tasks(moderator)


def test_danger_that_nobody_looks_after_comes_before_what_somebody_does(moderator, people, beating):
    urgent = make_comment(tier="high")
    Report.objects.create(comment=make_comment(status="approved"), why="worried", queue="urgent")
    assert list(tasks(moderator))[:2] == ["distress", "reports"]
    duty.acknowledge(urgent, people["moderator"])
    assert list(tasks(moderator))[:2] == ["reports", "distress"]
    duty.acknowledge(Report.objects.get(), people["moderator"])
    assert list(tasks(moderator))[:2] == ["distress", "reports"]
