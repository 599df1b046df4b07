"""Alerts about urgent messages: without their words, repeated until somebody acknowledges, then to the owners."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from comments import due
from comments.models import Comment, Tier
from jobs.mail import send_due_mail
from jobs.models import OutboxMail
from jobs.registry import SWEEPS
from tests.comment_factories import make_comment, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db
WORDS = "I want to kill myself tonight, call me on 555 0100"


def sent_to() -> list[str]:
    return sorted(OutboxMail.objects.values_list("to", flat=True))


def minutes(number) -> timedelta:
    return timedelta(minutes=number)


def test_those_on_duty_are_alerted_at_once_without_a_word_of_it(reader, people):
    article = make_article(title="An article of a certain name")
    send(reader, article, text=WORDS, name="Harriet", email="harriet@example.org")
    assert sent_to() == ["clinician@example.org", "moderator@example.org"]
    send_due_mail(timezone.now())
    for message in mail.outbox:
        everything = f"{message.subject} {message.body} {message.to}".lower()
        for word in ("kill", "555", "harriet", "certain name", "tonight"):
            assert word not in everything
        assert reverse("admin:comments_comment_acknowledge", args=[Comment.objects.get().pk]) in message.body


def test_accounts_that_are_switched_off_are_not_alerted(reader, people):
    people["clinician"].is_active = False
    people["clinician"].save()
    send(reader, make_article(), text=WORDS)
    assert sent_to() == ["moderator@example.org"]


def test_where_nobody_is_on_duty_the_owners_are_alerted_at_once(reader, people):
    for name in ("clinician", "moderator"):
        people[name].groups.clear()
    send(reader, make_article(), text=WORDS)
    assert sent_to() == ["owner@example.org"]


def test_the_alert_is_repeated_and_goes_to_the_owners_with_the_fourth_repeat(reader, people):
    start = timezone.now()
    send(reader, make_article(), text=WORDS)
    counted = []
    for repeat in range(1, 7):
        OutboxMail.objects.all().delete()
        assert due.repeat_alerts(start + minutes(15 * repeat - 1)) == 0
        assert due.repeat_alerts(start + minutes(15 * repeat + 1)) == 1
        counted.append(("owner@example.org" in sent_to(), len(sent_to())))
        start += minutes(1)
    assert counted == [(False, 2)] * 3 + [(True, 3)] * 3


def test_twice_at_the_same_time_alerts_once(reader, people):
    send(reader, make_article(), text=WORDS)
    comment, twin = Comment.objects.get(), Comment.objects.get()
    later = timezone.now() + minutes(16)
    assert due.alert(comment, later) and not due.alert(twin, later)
    assert OutboxMail.objects.count() == 4


@pytest.mark.parametrize("name", ["moderator", "clinician", "owner"])
def test_acknowledging_stops_it_and_shows_nothing(request, reader, people, name):
    send(reader, make_article(), text=WORDS)
    comment, client = Comment.objects.get(), request.getfixturevalue(name)
    address = reverse("admin:comments_comment_acknowledge", args=[comment.pk])
    page = client.get(address).content.decode()
    comment.refresh_from_db()
    assert "kill" not in page and comment.article.title not in page and comment.acknowledged_at is None
    client.post(address)
    comment.refresh_from_db()
    assert comment.acknowledged_by == people[name]
    assert due.repeat_alerts(timezone.now() + minutes(600)) == 0


def test_pressing_twice_says_who_looks_after_it_and_the_link_leads_on_to_the_message(
    reader, moderator, clinician, owner
):
    send(reader, make_article(), text=WORDS)
    comment = Comment.objects.get()
    address = reverse("admin:comments_comment_acknowledge", args=[comment.pk])
    message = reverse("admin:comments_comment_change", args=[comment.pk])
    assert f'href="{message}"' not in moderator.get(address).content.decode()
    moderator.post(address)
    assert "You are looking after this message already." in moderator.post(address, follow=True).content.decode()
    told = clinician.post(address, follow=True).content.decode()
    comment.refresh_from_db()
    assert f"{comment.acknowledged_by} is looking after this message already." in told
    assert f'href="{message}"' in moderator.get(address).content.decode()
    assert f'href="{message}"' not in owner.get(address).content.decode()  # does not open the words


@pytest.mark.parametrize("number", [4711, 10**30])
@pytest.mark.parametrize("kind", ["comment", "report", "feedback"])
def test_a_link_to_a_message_that_is_gone_says_so_on_the_desk(moderator, kind, number):
    address = f"/admin/comments/{kind}/{number}/acknowledge/"
    for answer in (moderator.get(address), moderator.post(address)):
        page = answer.content.decode()
        assert answer.status_code == 404 and "There is no such message any more" in page
        assert "To the staff desk" in page and "stop the alerts" not in page


OVER = (
    {"erased_at": timezone.now(), "tier": Tier.HIGH},
    {"queue": "normal"},
    {"status": "closed", "acknowledged_at": timezone.now()},
)


@pytest.mark.parametrize("changes", OVER)
def test_an_old_link_offers_no_button_where_no_alert_is_left(moderator, changes):
    address = reverse("admin:comments_comment_acknowledge", args=[make_comment(**changes).pk])
    page = moderator.get(address).content.decode()
    assert "No alerts go out about this message any more." in page and "stop the alerts" not in page


def test_an_editor_cannot_acknowledge(editor, reader):
    send(reader, make_article(), text=WORDS)
    comment = Comment.objects.get()
    assert editor.post(reverse("admin:comments_comment_acknowledge", args=[comment.pk])).status_code == 403
    comment.refresh_from_db()
    assert comment.acknowledged_at is None


def test_an_ordinary_comment_alerts_nobody(reader, people):
    send(reader, make_article(), text="Thank you, that was clear.")
    make_comment(tier=Tier.MEDIUM)
    assert not OutboxMail.objects.exists() and due.repeat_alerts(timezone.now() + minutes(60)) == 0


def test_the_sweep_is_registered():
    assert SWEEPS["comments.alerts"].run is due.repeat_alerts


def test_the_desk_says_it_before_everything_else(reader, moderator, owner, editor):
    send(reader, make_article(), text=WORDS)
    page = moderator.get("/admin/").content.decode()
    assert page.index('data-task="distress"') < page.index('data-task="worker"')
    assert "1 person may be in distress" in page
    assert all('data-task="distress"' not in client.get("/admin/").content.decode() for client in (owner, editor))
    for number in range(1, 5):
        due.repeat_alerts(timezone.now() + minutes(16 * number))
    assert 'data-task="distress"' in owner.get("/admin/").content.decode()
