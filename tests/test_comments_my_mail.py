"""Mail to staff about what waits: as each of them wishes, once, and with numbers only."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from comments import desk_mail
from comments.models import Comment, How, MailWishes, Queue, Report, Status
from jobs.models import OutboxMail
from jobs.registry import SWEEPS
from tests.comment_factories import make_comment

pytestmark = pytest.mark.django_db
PAGE = "/admin/comments/comment/my-mail/"
WISHES = {"privacy": "at_once", "clinical": "digest", "normal": "digest", "spam": "none", "hour": "8"}
MORNING = timezone.make_aware(datetime(2026, 11, 26, 9, 0))


def comes(queue, at=MORNING, **changes):
    return make_comment(queue=queue, waiting_since=at, **changes)


def wishing(user, now=MORNING, hour=8, **by_queue):
    wishes = desk_mail.wishes_of(user)
    none = {queue.value: How.NONE for queue in MailWishes.QUEUES}
    desk_mail.choose(wishes, hour=hour, now=now, **(none | by_queue))
    return wishes


def mails_to(user):
    return OutboxMail.objects.filter(to=user.email).order_by("pk")


def test_the_page_shows_the_wishes_and_keeps_new_ones(moderator, people):
    page = moderator.get(PAGE).content.decode()
    assert "moderator@example.org" in page and "It cannot be switched off" in page
    assert not MailWishes.objects.exists()  # looking changes nothing
    assert moderator.post(PAGE, WISHES).status_code == 302
    wishes = MailWishes.objects.get(user=people["moderator"])
    assert (wishes.privacy, wishes.normal, wishes.spam, wishes.digest_hour) == ("at_once", "digest", "none", 8)


@pytest.mark.parametrize("change", [{"hour": "24"}, {"hour": "x"}, {"privacy": "sometimes"}, {"spam": ""}])
def test_odd_wishes_change_nothing_and_say_so(moderator, change):
    answer = moderator.post(PAGE, WISHES | change)
    assert answer.status_code == 422 and "Not saved yet" in answer.content.decode()
    assert MailWishes.objects.get().privacy == How.DIGEST


def test_of_urgent_messages_nobody_can_wish_to_hear_less(moderator, people):
    moderator.post(PAGE, WISHES | {"urgent": "none"})
    assert "urgent" not in [field.name for field in MailWishes._meta.fields]


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_who_is_not_on_duty_has_no_such_page(role, request):
    assert request.getfixturevalue(role).get(PAGE).status_code == 403


def test_at_once_tells_numbers_and_not_a_word(people):
    wishing(people["moderator"], privacy=How.AT_ONCE, normal=How.AT_ONCE)
    comes(Queue.PRIVACY, MORNING + timedelta(minutes=6), text="Her secret words", name="Owl")
    comes(Queue.NORMAL, MORNING + timedelta(minutes=6))
    comes(Queue.SPAM, MORNING + timedelta(minutes=6))
    desk_mail.tell_staff(MORNING + timedelta(minutes=7))
    mail = mails_to(people["moderator"]).get()
    assert "Privacy: 1 message\nNormal: 1 message" in mail.body and "Spam" not in mail.body
    assert "/admin/comments/comment/queue/" in mail.body
    assert not any(word in mail.body + mail.subject for word in ("secret", "Owl", "talk"))


def test_at_once_tells_each_message_once_and_at_most_every_five_minutes(people):
    wishing(people["moderator"], normal=How.AT_ONCE)
    for minute in range(1, 21):  # one message and one sweep a minute
        comes(Queue.NORMAL, MORNING + timedelta(minutes=minute))
        desk_mail.tell_staff(MORNING + timedelta(minutes=minute, seconds=20))
        desk_mail.tell_staff(MORNING + timedelta(minutes=minute, seconds=20))
    bodies = [mail.body for mail in mails_to(people["moderator"])]
    assert [body.split("Normal: ")[1].split(" ")[0] for body in bodies] == ["5", "5", "5", "5"]


def test_two_workers_send_one_mail(people):
    wishes = wishing(people["moderator"], normal=How.AT_ONCE, privacy=How.DIGEST)
    comes(Queue.NORMAL, MORNING + timedelta(minutes=6))
    comes(Queue.PRIVACY)
    later = MORNING + timedelta(minutes=7)
    stale = MailWishes.objects.get(pk=wishes.pk)
    assert desk_mail.tell_at_once(wishes, later) and desk_mail.tell_daily(wishes, later)
    assert not desk_mail.tell_at_once(stale, later) and not desk_mail.tell_daily(stale, later)
    assert mails_to(people["moderator"]).count() == 2


def test_what_waited_before_it_was_wished_is_not_told_as_new(people):
    comes(Queue.NORMAL, MORNING - timedelta(hours=1))
    wishing(people["moderator"], normal=How.AT_ONCE)
    desk_mail.tell_staff(MORNING + timedelta(minutes=10))
    assert not mails_to(people["moderator"])


def test_the_digest_comes_once_a_day_from_its_hour_on(people):
    wishing(people["moderator"], hour=9, normal=How.DIGEST)
    comes(Queue.NORMAL, MORNING - timedelta(days=3))
    Report.objects.create(comment=make_comment(status=Status.APPROVED), why="unkind", sent_at=MORNING)
    desk_mail.tell_staff(MORNING - timedelta(minutes=1))
    assert not mails_to(people["moderator"])
    for hours in (0, 1, 5, 24, 25):  # a clock set back sends nothing either
        desk_mail.tell_staff(MORNING + timedelta(hours=hours))
        desk_mail.tell_staff(MORNING + timedelta(hours=hours - 2))
    assert [mail.body.count("Normal: 2 messages") for mail in mails_to(people["moderator"])] == [1, 1]


def test_a_day_on_which_nothing_waits_has_no_digest(people):
    wishing(people["moderator"], normal=How.DIGEST)
    desk_mail.tell_staff(MORNING)
    comes(Queue.NORMAL)
    desk_mail.tell_staff(MORNING + timedelta(hours=1))
    assert not mails_to(people["moderator"])


def test_without_a_choice_moderators_get_a_digest_and_clinicians_none(people):
    comes(Queue.NORMAL)
    assert SWEEPS["comments.desk-mail"].run(MORNING) == 1
    assert mails_to(people["moderator"]).count() == 1
    assert not mails_to(people["clinician"])


def test_who_is_off_duty_gets_nothing(people):
    wishing(people["moderator"], normal=How.DIGEST)
    people["moderator"].groups.clear()
    comes(Queue.NORMAL)
    desk_mail.tell_staff(MORNING)
    assert not mails_to(people["moderator"])


def test_decided_messages_are_not_counted(people):
    wishing(people["moderator"], normal=How.DIGEST)
    comes(Queue.NORMAL)
    Comment.objects.update(status=Status.REJECTED, decided_at=MORNING)
    desk_mail.tell_staff(MORNING)
    assert not mails_to(people["moderator"])
