"""A backup holds the database and the media of one moment, and gives both back."""

import io
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clinic.models import Record
from comments.models import Comment
from jobs import progress
from jobs.models import Heartbeat
from jobs.progress import Progress
from portal.backup import archive, checking, making, restoring, schedule, storing
from tests.backup_place import newest, put_media
from tests.comment_factories import make_comment
from tests.conftest import signed_in
from tests.factories import make_article

pytest_plugins = ["tests.database_file", "tests.backup_place"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


def test_what_was_there_comes_back_and_what_came_later_is_gone(store, people):
    article = make_article(title="As it was")
    kept = make_comment(article=article, text="Kept words")
    put_media("pictures/a.jpg", b"as it was")
    made = making.make()
    make_comment(article=article, text="Later words")
    kept.delete()
    default_storage.delete("pictures/a.jpg")
    put_media("pictures/a.jpg", b"another")

    done = restoring.restore(made.name, replace=True)

    assert [comment.text for comment in Comment.objects.all()] == ["Kept words"]
    assert default_storage.open("pictures/a.jpg").read() == b"as it was"
    assert (done.rows, done.files) == (made.rows, 1)
    assert Record.objects.filter(action="restore backup").count() == 1


def test_what_is_replaced_is_backed_up_first(store, people):
    made = making.make()
    make_comment(text="Later words")
    done = restoring.restore(made.name, replace=True)
    assert not Comment.objects.exists()
    restoring.restore(done.kept_as, replace=True)
    assert Comment.objects.get().text == "Later words"


def test_nobody_stays_signed_in(store, people):
    signed_in(people["editor"])
    assert Session.objects.exists()
    restoring.restore(making.make().name, replace=True)
    assert not Session.objects.exists()


def test_a_check_restores_it_elsewhere_and_touches_nothing(store):
    made = making.make()
    comment = make_comment()
    checked = checking.check(made.name)
    assert (checked.rows, checked.restored) == (made.rows, True)
    assert Comment.objects.get() == comment


def test_only_its_owner_can_read_it(store):
    making.make()
    assert stat.S_IMODE(newest(store).stat().st_mode) == 0o600


def test_sealed_it_shows_nothing_and_opens_with_the_passphrase(store, settings):
    settings.BACKUP_PASSPHRASE = "four words of mine"
    make_comment(text="Words that nobody else may read")
    made = making.make()
    data = newest(store).read_bytes()
    assert data.startswith(b"clinic-portal sealed")
    assert b"manifest" not in data
    restoring.restore(made.name, replace=True)
    assert Comment.objects.get().text == "Words that nobody else may read"


def test_the_command_makes_checks_and_notes_it(store):
    out = io.StringIO()
    call_command("backup", stdout=out)
    assert "restored to a scratch place" in out.getvalue()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {schedule.MADE, schedule.CHECKED}


def test_the_command_says_how_far_it_is_on_the_desk_too(store):
    for number in range(3):
        put_media(f"pictures/{number}.jpg", b"a picture")
    lines = []
    progress_of = Progress("backup", lines.append)
    making.make(count=progress_of)
    assert lines[-1].startswith("files backed up: 3 of 3")
    call_command("backup", stdout=io.StringIO())
    # Afterwards the backup is tried: on PostgreSQL that is restored, and its tables counted.
    last = {"sqlite": "files backed up: 3 of 3", "postgresql": "tables counted: "}[connection.vendor]
    assert [words for words in progress.shown() if words.startswith(last)]


@pytest.mark.parametrize("number", [1, 3])
def test_stopped_it_leaves_nothing_half_made_and_the_next_one_is_whole(store, monkeypatch, number):
    for name in "abc":
        put_media(f"pictures/{name}.jpg", b"a picture")
    add, calls = archive.Writer.add, []

    def stopped(*args):
        calls.append(args)
        if len(calls) == number:
            raise KeyboardInterrupt
        return add(*args)

    monkeypatch.setattr(archive.Writer, "add", stopped)
    with pytest.raises(CommandError, match="Nothing half-made is left"):
        call_command("backup", stdout=io.StringIO())
    assert not storing.kept() and not list(Path(settings.DATA_DIR).glob("backup-*"))
    assert not Heartbeat.objects.filter(name=schedule.MADE).exists()
    monkeypatch.undo()
    call_command("backup", stdout=io.StringIO())
    assert len(storing.kept()) == 1


def test_the_command_restores_and_says_what(store):
    made, out = making.make(), io.StringIO()
    call_command("restore", made.name, replace=True, stdout=out)
    assert f"{made.rows} rows" in out.getvalue()


def test_the_old_are_deleted_and_the_newest_stays(store, settings, time_machine):
    settings.BACKUP_KEEP_DAYS = 3
    for day in (1, 2, 3, 9, 20):
        time_machine.move_to(f"2026-11-{day:02d}T03:00:00Z")
        making.make(now=timezone.now())
    call_command("backup", stdout=io.StringIO())
    assert len(list(store.glob("portal-*"))) == 2
    time_machine.move_to("2027-01-01T03:00:00Z")
    assert storing.delete_old(timezone.now()) == 1
    assert len(list(store.glob("portal-*"))) == 1
