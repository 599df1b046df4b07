"""The mail server is away for hours or days: mail goes out by itself afterwards, and what is of no use by then does
not. Without the sweep, the date on the link or the look at the case, the test named after it fails (seen)."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from clinic.models import StaffLink, User
from comments import due, duty
from comments.models import Comment
from jobs.mail import delete_old_mail, queue_mail, send_due_mail, try_mail_again
from jobs.models import OutboxMail
from jobs.registry import SWEEPS
from jobs.work import try_again
from portal.charts.counting import MAIL_IS_LATE
from portal.staff_links import invite, mail_password_link, void_links
from tests.comment_factories import send
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
WELL, HOUR, DAY = "django.core.mail.backends.locmem.EmailBackend", timedelta(hours=1), timedelta(days=1)
SOON = timedelta(hours=1, minutes=10)  # an hour, and a step of the clock below


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def office(clock, settings):
    """Away until `office.well()`. `office.wait(...)` is the worker with the clock moved on in steps of five minutes."""

    class Office:
        def well(self):
            settings.EMAIL_BACKEND = WELL

        def away(self):
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there

        def wait(self, how_long: timedelta):
            end = timezone.now() + how_long
            while timezone.now() < end:
                clock.shift(timedelta(minutes=5))
                now = timezone.now()
                due.drop_late_alerts(now)
                try_mail_again(now)
                send_due_mail(now)

    office = Office()
    office.away()
    return office


def write(**changes) -> None:
    queue_mail(**{"to": "reader@example.org", "subject": "News", "body": "Your comment is public."} | changes)


def given_up() -> int:
    return OutboxMail.objects.exclude(parked_at=None).count()


@pytest.mark.parametrize("away", [3 * HOUR, 20 * HOUR, 3 * DAY], ids=str)
def test_mail_goes_out_by_itself_when_the_server_is_back(office, away):
    write()
    office.wait(away)
    assert given_up() == 1 and mail.outbox == []  # the desk tells the owners meanwhile
    office.well()
    office.wait(SOON if away <= DAY else 4 * SOON)
    assert len(mail.outbox) == 1 and given_up() == 0


def test_the_pauses_grow_and_after_four_days_it_waits_for_a_person(office, monkeypatch):
    tries = []
    monkeypatch.setattr("jobs.mail.EmailMessage.send", lambda message: tries.append(timezone.now()) or 1 / 0)
    write()
    start = timezone.now()
    office.wait(6 * DAY)
    by_itself = tries[4:]  # the first five are those of all work
    pauses = [after - before for before, after in pairwise(by_itself)]
    assert pauses == sorted(pauses) and HOUR <= pauses[0] <= SOON and 4 * HOUR <= pauses[-1] <= 4 * SOON
    assert len(tries) <= 50
    assert 3.8 * DAY < tries[-1] - start < 4 * DAY + HOUR
    assert given_up() == 1


def test_mail_that_kills_the_worker_waits_for_a_person(office):
    write()
    OutboxMail.objects.update(parked_at=timezone.now(), next_try_at=None, last_error="ProcessDied")
    office.well()
    office.wait(DAY)
    assert given_up() == 1 and mail.outbox == []


def test_mail_that_was_sent_is_not_sent_again(office):
    office.well()
    write()
    office.wait(DAY)
    assert len(mail.outbox) == 1


def kim() -> User:
    return User.objects.create_user("kim@clinic.example", None, display_name="Kim")


def test_an_invitation_whose_link_is_dead_by_now_is_not_sent(office, people):
    invite(kim(), people["owner"])
    office.wait(3 * HOUR)
    office.well()
    with time_machine.travel(StaffLink.objects.get().expires_at):
        try_again(OutboxMail.objects.all(), timezone.now())  # the button on the desk
        send_due_mail(timezone.now())
    assert mail.outbox == [] and not OutboxMail.objects.exists()


def test_nothing_of_a_dead_link_is_kept(office, people):
    mail_password_link(people["owner"])
    assert delete_old_mail(timezone.now() + DAY - HOUR) == 0
    assert delete_old_mail(timezone.now() + DAY) == 1


def test_of_two_invitations_the_newest_is_sent(office, people):
    person = kim()
    for _time in range(2):
        invite(person, people["owner"])
    office.well()
    office.wait(HOUR)
    (sent,) = mail.outbox
    assert StaffLink.objects.count() == 1 and "/accounts/link/" in sent.body


def test_links_that_were_taken_back_are_not_mailed(office, people):
    for person in (people["owner"], people["editor"]):
        mail_password_link(person)
    void_links(people["owner"])
    assert OutboxMail.objects.get().to == people["editor"].email


@pytest.fixture
def urgent(reader, people, office) -> Comment:
    send(reader, make_article(), text="I want to kill myself tonight, call me on 555 0100")
    office.wait(3 * HOUR)
    return Comment.objects.get()


def test_an_urgent_alert_goes_out_by_itself(urgent, office):
    office.well()
    office.wait(SOON)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["clinician@example.org", "moderator@example.org"]


def test_an_alert_about_what_somebody_looks_after_is_dropped(urgent, office, people):
    assert duty.acknowledge(urgent, people["moderator"])
    office.well()
    office.wait(5 * HOUR)
    assert mail.outbox == [] and not OutboxMail.objects.exists()


def test_an_alert_about_what_was_erased_is_dropped(urgent, office):
    urgent.delete()
    office.well()
    office.wait(5 * HOUR)
    assert mail.outbox == []


def test_each_person_gets_one_alert_after_hours_not_one_for_each_quarter(urgent, office):
    for _quarter in range(3):
        urgent.refresh_from_db()
        duty.alert(urgent, timezone.now())
        office.wait(timedelta(minutes=15))
    office.well()
    office.wait(HOUR)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["clinician@example.org", "moderator@example.org"]
    assert all("number 4" in sent.body for sent in mail.outbox)


def test_the_desk_still_sees_for_how_long_alerts_do_not_arrive(urgent, office):
    for _quarter in range(8):
        urgent.refresh_from_db()
        duty.alert(urgent, timezone.now())
        office.wait(timedelta(minutes=15))
    late = OutboxMail.objects.filter(sent_at=None, created_at__lt=timezone.now() - MAIL_IS_LATE)
    assert {"clinician@example.org", "moderator@example.org"} <= set(late.values_list("to", flat=True))


def test_other_mail_and_other_alerts_stay(urgent, office, people, reader):
    write(dedupe_key="comments.escalated:1:2026112710")
    send(reader, make_article(slug="another"), text="I want to end my life today, there is no way out")
    office.wait(3 * HOUR)
    duty.acknowledge(urgent, people["moderator"])
    office.well()
    office.wait(5 * HOUR)
    assert len(mail.outbox) == 3


def test_the_sweeps_are_registered():
    assert SWEEPS["mail given up"].run is try_mail_again
    assert SWEEPS["comments.alerts too late"].run is due.drop_late_alerts
