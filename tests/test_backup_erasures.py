"""What people had erased or withdrawn since a backup was made does not come back with it."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments import erasures, moderation, private
from comments.models import Comment, Erasure, Status
from portal.backup import erasure_list, making, restoring
from tests.comment_factories import make_comment

pytest_plugins = ["tests.database_file", "tests.backup_place"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]


def restore(made) -> int:
    return restoring.restore(made.name, replace=True).erased


def test_erased_words_are_erased_again(store):
    gone, stays = make_comment(text="Erased since"), make_comment(text="Stays")
    made = making.make()
    private.erase(gone)
    assert restore(made) == 1
    assert Comment.objects.get() == stays


def test_a_withdrawn_comment_is_not_public_again(store, people):
    comment = make_comment()
    moderation.approve(comment, people["moderator"])
    made = making.make()
    private.withdraw(comment)
    restore(made)
    comment.refresh_from_db()
    assert comment.status == Status.WITHDRAWN


def test_it_works_when_the_database_is_lost_altogether(store):
    gone = make_comment(text="Erased since")
    made = making.make()
    private.erase(gone)
    erasure_list.write_out(timezone.now())
    Erasure.objects.all().delete()
    assert restore(made) == 1
    assert not Comment.objects.exists()


def test_what_has_got_the_same_number_since_is_somebody_elses(store):
    made_before = making.make()
    first = make_comment(text="Erased")
    number = first.pk
    private.erase(first)
    restore(made_before)
    second = make_comment(pk=number, text="Another person", submitted_at=timezone.now() + timedelta(seconds=1))
    made = making.make()
    assert restore(made) == 0
    second.refresh_from_db()
    assert second.text == "Another person"


def test_a_withdrawal_counts_from_its_own_day(store):
    comment = make_comment()
    made = making.make()
    at = timezone.now() - timedelta(days=3)
    private.withdraw(comment, at=at)
    restore(made)
    comment.refresh_from_db()
    assert comment.decided_at == at


def test_the_list_holds_no_words(store):
    comment = make_comment(name="Owl", text="My own words", email="owl@example.org")
    private.erase(comment)
    erasure_list.write_out(timezone.now())
    (file,) = (store / "erasures").iterdir()
    for word in ("Owl", "My own words", "owl@"):
        assert word not in file.read_text()


def test_each_row_is_written_out_once(store):
    private.erase(make_comment())
    assert erasure_list.write_out(timezone.now()) == 2  # the withdrawal and the erasure
    assert erasure_list.write_out(timezone.now()) == 0


def test_lines_that_no_backup_needs_any_more_are_deleted(store, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z")
    private.erase(make_comment())
    call_command("backup", stdout=io.StringIO())
    time_machine.move_to("2026-09-01T12:00:00Z")
    call_command("backup", stdout=io.StringIO())
    assert not erasure_list.names()
    assert not Erasure.objects.exists()


def test_while_an_old_backup_is_kept_so_are_its_lines(store, settings, time_machine):
    settings.BACKUP_KEEP_DAYS = 365
    time_machine.move_to("2026-06-01T12:00:00Z")
    private.erase(make_comment())
    call_command("backup", stdout=io.StringIO())
    time_machine.move_to("2026-09-01T12:00:00Z")
    call_command("backup", stdout=io.StringIO())
    assert len(erasure_list.names()) == 1


def test_a_line_is_written_with_the_erasure_or_not_at_all(db, monkeypatch):
    comment = make_comment()
    monkeypatch.setattr(private.due, "empty_the_log", lambda: None)
    monkeypatch.setattr(private.OutboxMail.objects, "filter", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        private.erase(comment)
    assert not Erasure.objects.filter(kind="erased").exists()
    assert erasures.digest_of(comment.pk, comment.submitted_at)
