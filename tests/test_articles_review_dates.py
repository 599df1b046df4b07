"""Review dates act: 60, 30 and 0 days before, each reminder once, to whoever looks after the article."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from articles import publishing, review_dates
from articles.models import Article
from jobs.models import OutboxMail
from tests.factories import make_article

pytestmark = pytest.mark.django_db

DUE = timezone.localdate() + timedelta(days=100)


@pytest.fixture
def article(people):
    return make_article(title="Sleep", next_review_on=DUE.isoformat(), owner=people["editor"])


def on(days_before: int) -> int:
    day = datetime.combine(DUE - timedelta(days=days_before), time(12), tzinfo=timezone.get_current_timezone())
    return review_dates.remind(day)


def test_three_reminders_and_no_more(article):
    sent = [(days, on(days)) for days in (61, 60, 59, 45, 30, 29, 1, 0, -1, -20)]
    assert [days for days, number in sent if number] == [60, 30, 0]
    mails = OutboxMail.objects.order_by("pk")
    assert [mail.to for mail in mails] == ["editor@example.org"] * 3
    assert "Sleep: due on" in mails[0].body and f"/admin/articles/article/{article.pk}/change/" in mails[0].body


def test_after_downtime_only_the_latest_step_is_sent(article):
    assert [on(-5), on(-5)] == [1, 0]
    assert "overdue since" in OutboxMail.objects.get().body


def test_one_mail_names_all_articles_of_a_person(article, people):
    make_article(title="Food", next_review_on=DUE.isoformat(), owner=people["editor"])
    assert on(60) == 2
    assert "Food" in OutboxMail.objects.get().body


def test_an_article_without_somebody_who_looks_after_it_is_every_editors(article, people):
    Article.objects.update(owner=None)
    assert on(60) == 1
    assert OutboxMail.objects.get().to == "editor@example.org"


def test_a_new_date_starts_again_and_pages_that_are_not_public_wait(article):
    assert on(60) == 1
    Article.objects.update(next_review_on=DUE + timedelta(days=300))
    assert on(0) == 0
    assert on(-240) == 1
    publishing.withdraw(article, publishing.MACHINE, reason="Old.")
    assert on(-300) == 0


def test_whoever_makes_an_article_owns_it_until_somebody_else_is_chosen(editor, people):
    editor.post("/admin/articles/article/add/", {"title": "New", "kind": "guide"})
    article = Article.objects.get()
    assert article.owner == people["editor"]
    other = type(people["editor"]).objects.create_user("second@example.org", display_name="Second")
    other.groups.set(people["editor"].groups.all())
    editor.post(f"/admin/articles/article/{article.pk}/placement/", {"owner": other.pk, "comments_open": "on"})
    article.refresh_from_db()
    assert article.owner == other
    form = editor.get(f"/admin/articles/article/{article.pk}/placement/").content.decode()
    assert "Moderator" not in form
