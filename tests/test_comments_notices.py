"""Mail to writers: only to confirmed addresses, only after something happened, without a word that says what."""

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from comments import moderation, notices
from comments.due import keep_no_longer
from comments.models import Comment, Reason, Status
from jobs.mail import send_due_mail
from jobs.models import OutboxMail
from tests.comment_factories import FROM_OUR_PAGE, make_comment, make_reply, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=5)


def link_in(body: str, kind: str) -> str:
    return re.search(rf"http://testserver(/comments/{kind}/\S+)", body)[1]


@pytest.fixture
def comment(reader):
    """With an address that nobody has confirmed yet."""
    send(reader, make_article(title="Ketamine and sleep"), email="owl@example.org", text="Private words here.")
    return Comment.objects.get()


@pytest.fixture
def confirmed(reader, comment):
    reader.post(link_in(OutboxMail.objects.get().body, "confirm"), **FROM_OUR_PAGE)
    OutboxMail.objects.all().delete()
    comment.refresh_from_db()
    return comment


def test_the_first_mail_only_asks_to_confirm(comment):
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == ("owl@example.org", "Update on your message")
    for word in ("Private words", "Ketamine", "sleep", "Night owl", "Clinic"):
        assert word not in mail.subject + mail.body


def test_opening_its_link_confirms_nothing_and_the_button_does(reader, comment):
    link = link_in(OutboxMail.objects.get().body, "confirm")
    assert "Confirm my address" in reader.get(link).content.decode()
    comment.refresh_from_db()
    assert comment.email_confirmed_at is None
    reader.post(link, HTTP_SEC_FETCH_SITE="cross-site")
    comment.refresh_from_db()
    assert comment.email_confirmed_at is None
    reader.post(link, **FROM_OUR_PAGE)
    comment.refresh_from_db()
    assert comment.email_confirmed_at


def test_a_decision_is_told_once_after_it_has_settled(people, confirmed):
    moderation.approve(confirmed, people["moderator"])
    now = timezone.now()
    assert notices.send_due_notices(now) == 0
    assert notices.send_due_notices(now + LATER) == 1
    assert notices.send_due_notices(now + 2 * LATER) == 0
    mail = OutboxMail.objects.get()
    assert mail.subject == "Update on your message"
    assert "/comments/" in mail.body
    for word in ("Private words", "Ketamine", "approve", "publish", "Night owl", people["moderator"].display_name):
        assert word not in mail.body


def test_its_link_opens_the_private_page(reader, people, confirmed):
    moderation.reject(confirmed, people["moderator"], reason=Reason.OFF_TOPIC)
    notices.send_due_notices(timezone.now() + LATER)
    link = re.search(r"http://testserver(/comments/[0-9a-f]{40}/)", OutboxMail.objects.get().body)[1]
    assert "It is not about this article" in reader.get(link).content.decode()


def test_without_a_confirmed_address_nothing_is_told(people, comment):
    OutboxMail.objects.all().delete()
    moderation.approve(comment, people["moderator"])
    assert notices.send_due_notices(timezone.now() + LATER) == 0


def test_a_decision_taken_back_at_once_is_not_told(people, confirmed):
    moderation.approve(confirmed, people["moderator"])
    moderation.reopen(confirmed, people["moderator"])
    assert notices.send_due_notices(timezone.now() + LATER) == 0


def test_an_approved_answer_is_told_too(people, confirmed):
    moderation.approve(confirmed, people["moderator"])
    notices.send_due_notices(timezone.now() + LATER)
    reply = make_reply(confirmed)
    assert notices.send_due_notices(timezone.now() + LATER) == 0
    moderation.approve(reply, people["moderator"], at=timezone.now() + LATER * 2)
    assert notices.send_due_notices(timezone.now() + LATER * 3) == 1


def test_one_press_ends_them_and_deletes_the_address(reader, people, confirmed):
    moderation.approve(confirmed, people["moderator"])
    notices.send_due_notices(timezone.now() + LATER)
    link = link_in(OutboxMail.objects.get().body, "stop")
    send_due_mail(timezone.now())
    (sent,) = django_mail.outbox
    assert sent.extra_headers["List-Unsubscribe"] == f"<http://testserver{link}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert reader.get(link).status_code == 200
    assert Comment.objects.get().email
    reader.post(link, {"List-Unsubscribe": "One-Click"})  # as a mail program does, from anywhere
    assert not Comment.objects.get().email
    assert reader.get(link).status_code == 200


def test_a_link_of_another_address_or_a_made_up_one_confirms_nothing(reader, comment):
    link = link_in(OutboxMail.objects.get().body, "confirm")
    Comment.objects.update(email="other@example.org")
    assert reader.post(link, **FROM_OUR_PAGE).status_code == 404
    assert reader.get("/comments/confirm/made-up/").status_code == 404


def test_high_distress_gets_no_mail(reader):
    send(reader, make_article(), text="I want to kill myself tonight", email="owl@example.org")
    assert not OutboxMail.objects.filter(to="owl@example.org").exists()


def test_nobody_can_be_pestered_through_us(reader):
    article = make_article()
    for number in range(6):
        send(reader, article, email="victim@example.org", text=f"Words {number}")
    assert OutboxMail.objects.filter(to="victim@example.org").count() == notices.MOST_A_DAY


@pytest.mark.parametrize(
    ("columns", "days", "kept"),
    [
        ({}, 1.9, True),
        ({}, 2.1, False),
        ({"email_confirmed_at": 0}, 3, True),
        ({"email_confirmed_at": 0}, 91, False),
        ({"email_confirmed_at": 0, "noticed_at": 1}, 30, True),
        ({"email_confirmed_at": 0, "noticed_at": 1}, 32, False),
    ],
)
def test_an_address_is_deleted_in_time(columns, days, kept):
    start = timezone.now()
    times = {name: start + timedelta(days=day) for name, day in columns.items()}
    make_comment(email="owl@example.org", status=Status.APPROVED, submitted_at=start, **times)
    keep_no_longer(start + timedelta(days=days))
    assert bool(Comment.objects.get().email) == kept
