"""With the mail server away, signing in and asking for a new password go on, and tell nobody which addresses exist.

Mail goes to the outbox and the worker sends it, so no page waits for a mail server. Seen red with
the mail for a new password sent by the page that asks for it, and with more hashing for an account's address.
"""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

from clinic.models import StaffLink, User
from jobs.models import OutboxMail
from portal.password_requests import answer_requests

pytestmark = pytest.mark.django_db
PASSWORD = "four calm words here"
RESET, LOGIN = "/accounts/password/reset/", "/accounts/login/"


@pytest.fixture(autouse=True)
def mail_is_away(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there


@pytest.fixture
def dana(db) -> User:
    return User.objects.create_user("dana@example.org", PASSWORD, display_name="Dana")


@pytest.fixture
def hashed(monkeypatch) -> list:
    calls, original = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: calls.append(1) or original(*args))
    return calls


def test_asking_for_a_new_password_says_and_costs_the_same_for_every_address(reader, dana, hashed):
    answers = []
    for email in (dana.email, "nobody@example.org"):
        hashed.clear()
        answer = reader.post(RESET, {"email": email}, follow=True)
        answers.append((answer.status_code, answer.redirect_chain, answer.content, len(hashed)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert answer_requests(timezone.now()) == 1
    assert StaffLink.objects.count() == 1 and OutboxMail.objects.filter(to=dana.email, sent_at=None).count() == 1


def test_signing_in_works_and_its_mail_waits(reader, dana, hashed):
    hashed.clear()
    assert reader.post(LOGIN, {"login": dana.email, "password": PASSWORD}).headers["Location"] == "/admin/"
    assert len(hashed) == 1


def test_a_wrong_password_says_and_costs_the_same_for_every_address(reader, dana, hashed):
    answers = []
    for email in (dana.email, "nobody@example.org"):
        hashed.clear()
        answer = reader.post(LOGIN, {"login": email, "password": "not these words"})
        answers.append((answer.status_code, answer.content.decode().replace(email, ""), len(hashed)))
    assert answers[0][::2] == answers[1][::2] == (200, 1)
    assert "do not belong together" in answers[0][1] and "do not belong together" in answers[1][1]
