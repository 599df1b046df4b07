"""How long words are kept, seen with a moved clock, and that erased words are in no file of the database."""

import sqlite3
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import due, moderation
from comments.models import Comment, Decision, NetworkKey, Reason, Status
from comments.network import network_hash
from jobs.registry import SWEEPS
from tests.comment_factories import make_comment, make_reply

pytest_plugins = ["tests.database_file"]
NOW = timezone.now()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "days"), [(Status.SPAM, 7), (Status.REJECTED, 30), (Status.WITHDRAWN, 7), (Status.PENDING, 90)]
)
def test_each_state_has_its_time(state, days):
    decided_at = None if state == Status.PENDING else NOW
    make_comment(status=state, submitted_at=NOW, decided_at=decided_at)
    due.keep_no_longer(NOW + timedelta(days=days) - timedelta(seconds=1))
    assert Comment.objects.count() == 1
    assert due.keep_no_longer(NOW + timedelta(days=days)) == 1
    assert not Comment.objects.exists()
    assert due.keep_no_longer(NOW + timedelta(days=days)) == 0


@pytest.mark.django_db
def test_what_is_approved_stays():
    make_comment(status=Status.APPROVED, submitted_at=NOW, decided_at=NOW)
    due.keep_no_longer(NOW + timedelta(days=3650))
    assert Comment.objects.count() == 1


@pytest.mark.django_db
def test_a_comment_that_waits_again_gets_its_full_time(people):
    comment = make_comment(submitted_at=NOW - timedelta(days=89))
    moderation.mark_spam(comment, people["moderator"], at=NOW)
    moderation.reopen(comment, people["moderator"], at=NOW)
    due.keep_no_longer(NOW + timedelta(days=89))
    assert Comment.objects.count() == 1


@pytest.mark.django_db
def test_an_e_mail_address_is_gone_after_two_days_and_the_words_stay():
    comment = make_comment(email="owl@example.org", submitted_at=NOW)
    due.keep_no_longer(NOW + timedelta(days=2) - timedelta(seconds=1))
    comment.refresh_from_db()
    assert comment.email
    due.keep_no_longer(NOW + timedelta(days=2))
    comment.refresh_from_db()
    assert (comment.email, bool(comment.text)) == ("", True)


@pytest.mark.django_db
def test_after_a_week_the_network_is_forgotten_with_its_key():
    comment = make_comment(submitted_at=NOW, network_hash=network_hash("203.0.113.9", NOW))
    due.keep_no_longer(NOW + timedelta(days=6))
    assert NetworkKey.objects.count() == 1
    due.keep_no_longer(NOW + timedelta(days=8))
    comment.refresh_from_db()
    assert comment.network_hash == "" and not NetworkKey.objects.exists()


@pytest.mark.django_db
def test_a_comment_that_others_answered_is_emptied_and_their_words_stay(people):
    comment = make_comment(name="Owl", text="Hers", status=Status.APPROVED)
    answer = make_reply(comment, text="Theirs", status=Status.APPROVED)
    moderation.withdraw(comment, people["moderator"], reason=Reason.WRITER_ASKED, at=NOW)
    assert due.keep_no_longer(NOW + timedelta(days=7)) == 1
    assert due.keep_no_longer(NOW + timedelta(days=7)) == 0
    comment.refresh_from_db()
    assert (comment.name, comment.text, comment.digest_key) == ("", "", "")
    assert Comment.objects.get(pk=answer.pk).text == "Theirs"
    assert moderation.possible_moves(comment) == ()


@pytest.mark.django_db
def test_a_thread_that_is_past_its_time_goes_altogether():
    comment = make_comment(status=Status.SPAM, decided_at=NOW)
    make_reply(comment, status=Status.SPAM, decided_at=NOW)
    assert due.keep_no_longer(NOW + timedelta(days=7)) == 2
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_more_than_one_batch_goes_in_one_run(monkeypatch):
    monkeypatch.setattr(due, "AT_ONCE", 2)
    article = make_comment().article
    for _ in range(5):
        make_comment(article=article, status=Status.SPAM, decided_at=NOW)
    assert due.keep_no_longer(NOW + timedelta(days=8)) == 5


@pytest.mark.django_db
def test_the_trail_stays_without_the_words(people):
    decision = moderation.mark_spam(make_comment(text="Buy now"), people["moderator"], at=NOW)
    due.keep_no_longer(NOW + timedelta(days=7))
    assert Decision.objects.get().digest == decision.digest


@pytest.mark.django_db
def test_the_sweep_is_registered():
    assert SWEEPS["comments.retention"].run is due.keep_no_longer


@pytest.mark.django_db(transaction=True)
def test_erased_words_are_in_no_file(tmp_path, database_file, people):
    if database_file is None:
        pytest.skip("PostgreSQL keeps its own files")
    comment = make_comment(text="Unmistakable words", email="unmistakable@example.org")
    moderation.mark_spam(comment, people["moderator"], at=NOW)

    def found() -> bool:
        return any(b"nmistakable" in file.read_bytes() for file in database_file.parent.iterdir())

    assert found()
    due.keep_no_longer(NOW + timedelta(days=7))
    assert not found()
    assert sqlite3.connect(database_file).execute("SELECT count(*) FROM comments_decision").fetchone() == (1,)
