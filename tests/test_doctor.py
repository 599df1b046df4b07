"""`manage.py doctor`: everything is looked at, whatever fails, and no secret is shown."""

import json

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from clinic.models import ClinicProfile
from clinic.profile import write_profile
from comments.models import RetentionDay
from jobs.models import Heartbeat, OutboxMail
from portal import doctor
from portal.backup import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(settings, monkeypatch):
    settings.STAFF_SECOND_FACTOR, settings.SITE_IS_SECURE = "required", True
    for name in ("worker", schedule.CHECKED):
        Heartbeat.objects.create(name=name, at=timezone.now())
    RetentionDay.objects.create(day=timezone.localdate(), at=timezone.now())
    write_profile(ClinicProfile.the_one())
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)


def run(capsys, *args) -> tuple[str, int]:
    try:
        call_command("doctor", *args)
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    return capsys.readouterr().out, code


def test_where_everything_works_it_says_so(well, capsys):
    said, code = run(capsys)
    assert "Everything is well." in said
    assert code == 0


def test_what_is_wrong_is_named_with_how_to_mend_it(well, capsys, settings):
    Heartbeat.objects.all().delete()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    said, code = run(capsys)
    assert code == 1
    for words in ("WRONG  worker", "manage.py worker", "WRONG  mail", "EMAIL_URL", "WRONG  backup", "3 to mend."):
        assert words in said


def test_words_that_stay_longer_than_promised_are_seen(well, capsys):
    RetentionDay.objects.update(at=timezone.now() - doctor.RETENTION_LATE)
    said, code = run(capsys)
    assert code == 1 and "WRONG  retention" in said and "last ran on" in said and "run_due" in said
    RetentionDay.objects.all().delete()
    assert "has never run" in run(capsys)[0]


def test_mail_that_waits_is_seen(well, capsys):
    OutboxMail.objects.create(to="a@example.org", created_at=timezone.now() - doctor.MAIL_LATE * 2)
    said, _code = run(capsys)
    assert "1 mail has waited" in said
    assert "a@example.org" not in said


def test_one_check_that_breaks_does_not_end_the_others(well, capsys, monkeypatch):
    def broken():
        raise OperationalError("password=hunter2")

    monkeypatch.setattr(doctor, "CHECKS", (broken, *doctor.CHECKS))
    said, _code = run(capsys)
    assert "WRONG  broken" in said
    assert "hunter2" not in said
    assert "well   clock" in said


def test_a_program_can_read_it_and_no_secret_is_in_it(well, capsys, settings):
    said, _code = run(capsys, "--json")
    found = json.loads(said)
    assert {row["well"] for row in found["checks"]} == {True}
    assert settings.SECRET_KEY not in said
