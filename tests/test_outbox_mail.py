"""Mail is written with the change that causes it, sent by the worker, and forgotten."""

import socket
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.mail import delete_old_mail, masked, queue_mail, send_due_mail
from jobs.models import OutboxMail

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def write(**changes) -> None:
    queue_mail(**{"to": "reader@example.org", "subject": "News", "body": "Your comment is public."} | changes)


def send(later: timedelta = timedelta(0)) -> int:
    return send_due_mail(timezone.now() + later)


def test_a_mail_is_sent_once_by_the_worker_and_not_by_the_request():
    write()
    assert mail.outbox == []
    assert (send(), send()) == (1, 0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["reader@example.org"], "News", "Your comment is public.")


def test_a_sent_mail_keeps_neither_its_words_nor_the_whole_address():
    write()
    send()
    row = OutboxMail.objects.get()
    assert (row.subject, row.body, row.to) == ("", "", "r…@example.org")
    assert row.sent_at


def test_the_database_refuses_to_keep_words_after_sending():
    write()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMail.objects.update(sent_at=timezone.now())


def test_a_mail_of_a_change_that_is_rolled_back_was_never_written():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    assert send() == 0


def test_the_same_mail_is_written_once():
    with transaction.atomic():
        for _ in range(3):
            write(dedupe_key="approved:7")
        write(dedupe_key="approved:8")
    for _ in range(2):
        write()  # without a key each counts
    assert send() == 4
    write(dedupe_key="approved:7")
    assert send() == 0


def test_a_mail_server_that_refuses_gets_the_mail_later(settings):
    write()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    assert send() == 0
    assert OutboxMail.objects.get().last_error == "ConnectionRefusedError"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == 0
    assert send(later=timedelta(minutes=2)) == 1
    assert len(mail.outbox) == 1


def test_a_mail_that_is_sent_twice_by_a_crash_carries_the_same_message_id():
    write()
    row = OutboxMail.objects.get()
    send()
    OutboxMail.objects.update(sent_at=None, next_try_at=row.next_try_at, to=row.to, subject=row.subject, body=row.body)
    send()
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second


def test_a_subject_cannot_smuggle_in_a_header():
    write(subject="News\r\nBcc: everybody@example.org\n" + "x" * 300)
    send()
    (sent,) = mail.outbox
    assert sent.subject.startswith("News Bcc: everybody@example.org x")
    assert len(sent.subject) == 200
    assert "Bcc" not in sent.message()


def test_the_row_is_deleted_seven_days_after_sending():
    write()
    send()
    write(to="waiting@example.org")
    assert delete_old_mail(timezone.now() + timedelta(days=6, hours=23)) == 0
    assert delete_old_mail(timezone.now() + timedelta(days=7, seconds=1)) == 1
    assert OutboxMail.objects.get().to == "waiting@example.org"


@pytest.mark.parametrize(
    ("address", "shown"),
    [("reader@example.org", "r…@example.org"), ("", "…"), ("odd", "o…"), ("r…@example.org", "r…@example.org")],
)
def test_an_address_is_masked(address, shown):
    assert masked(address) == shown


def test_a_mail_server_that_talks_without_end_keeps_no_other_mail_waiting(settings, monkeypatch):
    """Each of its lines comes in time. Seen red without the limit of the whole."""
    enough = Event()

    def talk():
        reached, _from = listening.accept()
        with reached, suppress(OSError):
            for _line in range(60):
                if not enough.wait(0.05):
                    reached.sendall(b"220-wait\r\n")

    monkeypatch.setattr("jobs.mail.WHOLE_PATIENCE", 0.5)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.EMAIL_HOST, settings.EMAIL_PORT = listening.getsockname()
        Thread(target=talk, daemon=True).start()
        write()
        assert send() == 0
        enough.set()
    mail_row = OutboxMail.objects.get()
    assert (mail_row.last_error, mail_row.tries, mail_row.sent_at) == ("TimeoutError", 1, None)
