"""A clinic of one person: one account that holds all four roles takes every step alone, and what needs two says so."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from articles.models import Author
from clinic.models import Record, User
from clinic.roles import ROLES
from comments.models import Comment, Decision, Reason, Status, Tier
from comments.triage import triage
from tests.comment_factories import make_comment, words_of
from tests.conftest import signed_in
from tests.factories import make_article
from tests.signoff_factories import make_clinician

pytestmark = pytest.mark.django_db
CHECKED = {"checked": "on", "note": "Nobody else is here"}


@pytest.fixture
def dana(db) -> User:
    user = User.objects.create_user("dana@example.org", None, display_name="Dana")
    user.groups.set(Group.objects.filter(name__in=ROLES))
    return user


@pytest.fixture
def desk(dana):
    return signed_in(dana)


def post(client, name, comment, **fields):
    address = reverse(f"admin:comments_comment_{name}", args=[comment.pk])
    return client.post(address, {"words": words_of(comment)} | fields)


def decide(client, comment, move, **fields):
    comment.refresh_from_db()
    return post(client, "decide", comment, move=move, seen=comment.status, **fields)


def state(comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def test_she_decides_everything_ordinary(desk):
    for move, target, fields in (
        ("approve", Status.APPROVED, {}),
        ("reject", Status.REJECTED, {"reason": Reason.OFF_TOPIC}),
        ("mark_spam", Status.SPAM, {}),
        ("withdraw", Status.WITHDRAWN, {}),
    ):
        comment = make_comment()
        assert decide(desk, comment, move, **fields).status_code == 302
        assert state(comment) == target
    assert not Decision.objects.filter(alone=True).exists()


def test_she_redacts_asks_herself_as_the_clinician_and_answers(desk):
    text = "Ring 212 555 0142"
    comment = make_comment(text=text, **triage(text).as_fields())
    decide(desk, comment, "redact")
    assert Comment.objects.get().text == "Ring [removed: phone number]"
    decide(desk, comment, "escalate", note="Is it about a side effect?")
    assert post(desk, "give_back", comment, note="No.").status_code == 302
    decide(desk, comment, "approve")
    assert state(comment) == Status.APPROVED


def test_she_closes_a_message_of_distress_alone_with_the_checklist_and_a_reason(desk):
    high = make_comment(tier=Tier.HIGH)
    post(desk, "acknowledge", high)
    page = desk.get(reverse("admin:comments_comment_change", args=[high.pk])).content.decode()
    assert "No other account can take this step" in page and "Hand it over" not in page
    for missing in CHECKED:
        decide(desk, high, "close", **{name: value for name, value in CHECKED.items() if name != missing})
        assert state(high) == Status.PENDING
    decide(desk, high, "close", **CHECKED)
    assert state(high) == Status.CLOSED and Decision.objects.get().alone


def test_she_lowers_it_and_publishes_it_alone_and_that_is_marked(desk, reader):
    high = make_comment(tier=Tier.HIGH, text="A line of a song")
    decide(desk, high, "lower", tier="none", note="A song text")
    assert decide(desk, high, "approve", note="Read again").status_code == 409
    assert decide(desk, high, "approve", **CHECKED).status_code == 302
    assert Decision.objects.last().alone
    assert "A line of a song" in reader.get(high.article.get_absolute_url()).content.decode()


def test_a_reply_that_the_guard_marks_waits_a_day_for_her(desk, reader):
    comment = make_comment(status=Status.APPROVED)
    post(desk, "reply", comment, text="We will see you at your next visit.", step="ask")
    reply = Comment.objects.get(is_staff_reply=True)
    assert decide(desk, reply, "approve", **CHECKED).status_code == 409
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        later = signed_in(User.objects.get())
        assert decide(later, reply, "approve", **CHECKED).status_code == 302
    assert state(reply) == Status.APPROVED and Decision.objects.last().alone


def test_the_owners_report_counts_what_was_decided_alone(desk):
    decide(desk, make_comment(tier=Tier.HIGH), "close", **CHECKED)
    page = desk.get("/admin/comments/decision/").content.decode()
    assert "decided alone" in page.lower()
    answer = desk.post("/admin/comments/decision/export/")
    assert "decided alone,number,1" in answer.content.decode()
    assert Record.objects.filter(action="export report on comments").exists()


def test_her_own_article_says_that_nobody_else_checked_it(desk, dana, reader):
    author = Author.objects.create(name="Dana", slug="dana", user=dana)
    make_clinician(name="Dana", user=dana)
    page = reader.get(make_article(author=author.pk).get_absolute_url()).content.decode()
    assert "Written by Dana, psychiatrist; not checked by a second clinician" in page
