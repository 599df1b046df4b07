"""Limits and a busy database on the private page and in reports: the words come back."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from comments import due, notices, private, reporting
from comments.models import Comment, Queue, Report, Status
from comments.triage import triage
from jobs.models import OutboxMail
from tests.comment_factories import FROM_OUR_PAGE, make_comment
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def post(client, address, **fields):
    return client.post(address, fields, **FROM_OUR_PAGE)


def busy(*args, **kwargs):
    raise OperationalError("database is locked")


def test_a_busy_database_gives_the_words_of_an_edit_back(reader, monkeypatch):
    comment = make_comment()
    monkeypatch.setattr(private, "edit", busy)
    answer = post(reader, private.address_of(comment), name="Owl", text="My new words")
    page = answer.content.decode()
    assert answer.status_code == 503 and answer["Retry-After"] == "30" and "My new words</textarea>" in page
    assert answer["Referrer-Policy"] == "strict-origin" and "locked" not in page


def test_and_the_words_of_a_report(reader, monkeypatch):
    comment = make_comment(status=Status.APPROVED)
    monkeypatch.setattr(reporting, "report", busy)
    answer = post(reader, reverse("comments:report", args=[comment.pk]), why="worried", text="I know who wrote this")
    assert answer.status_code == 503 and "I know who wrote this</textarea>" in answer.content.decode()


def test_without_words_the_usual_page_says_enough(reader, monkeypatch):
    comment = make_comment()
    monkeypatch.setattr(private, "find", busy)
    answer = reader.get(private.address_of(comment))
    assert answer.status_code == 503 and "textarea" not in answer.content.decode()


def edited(number: int) -> Comment:
    comment = make_comment()
    for turn in range(number):
        private.edit(comment, name="Owl", text=f"Words, turn {turn}", seen=triage(f"Words, turn {turn}"))
    return comment


def test_ten_changes_an_hour_then_a_friendly_wait_with_the_words_kept(reader):
    comment = edited(private.MOST_EDITS)
    answer = post(reader, private.address_of(comment), name="Owl", text="One more thought")
    page = answer.content.decode()
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 3500
    assert "One more thought</textarea>" in page and "save them again in about 60 minutes" in page
    comment.refresh_from_db()
    assert comment.text == "Words, turn 9"


def test_an_hour_later_it_can_be_changed_again():
    comment = edited(private.MOST_EDITS)
    now = timezone.now()
    assert private.seconds_until_edit(comment, now) > 0
    assert private.seconds_until_edit(comment, now + private.EDITS_WITHIN) == 0
    assert private.seconds_until_edit(edited(private.MOST_EDITS - 1), now) == 0


def test_distress_is_stored_whatever_the_limit(reader):
    comment = edited(private.MOST_EDITS)
    post(reader, private.address_of(comment), name="Owl", text="I want to kill myself tonight")
    comment.refresh_from_db()
    assert comment.tier == "high"


def test_reports_that_nobody_dealt_with_go_too_but_nothing_urgent():
    comment, now = make_comment(status=Status.APPROVED), timezone.now()
    for days, queue in ((91, Queue.NORMAL), (89, Queue.NORMAL), (400, Queue.URGENT)):
        Report.objects.create(comment=comment, why="unkind", queue=queue, sent_at=now - timedelta(days=days))
    due.keep_no_longer(now)
    assert sorted(Report.objects.values_list("queue", flat=True)) == ["normal", "urgent"]


def test_one_address_in_whatever_case_is_asked_three_times_a_day():
    article, sent = make_article(), []
    for address in ("owl@example.org", "OWL@example.org", "Owl@Example.org", "oWl@example.org"):
        comment = make_comment(article=article, email=address)
        notices.ask_to_confirm(comment, timezone.now())
        sent.append(OutboxMail.objects.count())
    assert sent == [1, 2, 3, 3]
