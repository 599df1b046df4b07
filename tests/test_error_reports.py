"""Errors that nobody caught are mailed to whoever asked for it: once a day each, and without a word of anybody."""

import logging
import time

import pytest
from django.core.exceptions import AppRegistryNotReady
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client

from jobs.models import OutboxMail
from portal import doctor
from portal.error_reports import ByMail

pytestmark = pytest.mark.django_db
SECRET = "My name is Quill Ferncliff, 0171 555 2368"


@pytest.fixture
def asked(settings):
    settings.ERROR_MAIL_TO = ["it@clinic.example", "night@clinic.example"]


def fail(error: Exception, handler: ByMail) -> None:
    try:
        raise error
    except Exception as caught:
        info = (type(caught), caught, caught.__traceback__)
        handler.handle(logging.LogRecord("portal.errors", logging.ERROR, "", 0, "unhandled error", (), info))


@pytest.fixture
def broken_page(asked, monkeypatch):
    """A page that breaks over what somebody typed."""

    def broken(*args, **kwargs):
        raise ValueError(SECRET)

    for handler in logging.getLogger().handlers:
        if isinstance(handler, ByMail):
            handler.told.clear()
    monkeypatch.setattr("portal.search_page.find", broken)


def test_a_page_that_breaks_is_reported_with_its_place_and_without_what_was_typed(broken_page):
    answer = Client(raise_request_exception=False).get("/search/", {"q": SECRET})
    assert answer.status_code == 500
    mails = list(OutboxMail.objects.order_by("to"))
    assert [mail.to for mail in mails] == ["it@clinic.example", "night@clinic.example"]
    for mail in mails:
        assert "ValueError" in mail.subject and "test_error_reports.py" in mail.body and "search_page.py" in mail.body
        assert "Quill" not in mail.subject + mail.body and "555" not in mail.body


def test_the_same_error_at_the_same_place_is_one_mail_a_day_from_all_processes_together(asked, time_machine):
    time_machine.move_to("2026-11-20T10:00:00Z")
    one, other = ByMail(), ByMail()
    for handler in (one, one, other):
        fail(ValueError("x"), handler)
    assert OutboxMail.objects.count() == 2
    time_machine.move_to("2026-11-21T10:00:00Z")
    fail(ValueError("x"), one)
    fail(KeyError("x"), one)
    assert OutboxMail.objects.count() == 6


def test_nobody_is_mailed_who_did_not_ask(settings):
    settings.ERROR_MAIL_TO = []
    fail(ValueError("x"), ByMail())
    assert not OutboxMail.objects.exists()


def one_page():
    OutboxMail.objects.get(pk=0)


def another_page():
    OutboxMail.objects.get(pk=0)


def test_two_mistakes_of_ours_that_end_at_the_same_line_of_django_are_two_reports(asked):
    handler = ByMail()
    for page in (one_page, another_page, one_page):
        try:
            page()
        except OutboxMail.DoesNotExist as error:
            fail(error, handler)
    assert OutboxMail.objects.count() == 4  # two to each


def test_a_database_that_is_away_is_no_report_and_a_table_that_is_missing_is_one(asked):
    fail(OperationalError("connection refused"), ByMail())
    fail(InterfaceError("closed"), ByMail())
    assert not OutboxMail.objects.exists()
    fail(OperationalError("no such column: articles_article.mood"), ByMail())
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize("refusal", [DatabaseError(), OSError(28, "full"), AppRegistryNotReady()])
def test_an_outbox_that_refuses_a_report_breaks_nothing_and_is_asked_again_after_a_minute(asked, monkeypatch, refusal):
    asked_for = []

    def refuse(**about):
        asked_for.append(about)
        raise refusal

    handler, now = ByMail(), time.monotonic()
    monkeypatch.setattr("portal.error_reports.time.monotonic", lambda: now)
    with monkeypatch.context() as patched:
        patched.setattr("jobs.mail.queue_mail", refuse)
        for _ in range(3):
            fail(ValueError("x"), handler)
    assert len(asked_for) == 1
    now += 61
    fail(ValueError("x"), handler)
    assert OutboxMail.objects.count() == 2  # told once it can be


def test_the_log_of_the_site_has_it():
    assert any(isinstance(handler, ByMail) for handler in logging.getLogger().handlers)


def test_the_doctor_says_who_hears_of_errors_and_that_files_reach_nobody(asked, settings):
    assert doctor.error_reports().well and doctor.error_reports().said == "mailed to 2 addresses"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    found = doctor.error_reports()
    assert not found.well and "EMAIL_URL" in found.mend and "clinic.example" not in found.said
    settings.ERROR_MAIL_TO = []
    assert doctor.error_reports().well
