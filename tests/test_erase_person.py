"""A person's rights over what is held: found by address or private page, given along, erased from every file."""

import json
import stat
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from clinic.models import Record
from comments import data_rights, due, moderation, private
from comments.models import Comment, Erasure, Status, Tier
from comments.posting import Draft, submit
from jobs.models import OutboxMail
from pagecache.discarding import table
from pagecache.shared import pages
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]
MAIL, WORDS = "unmistakable.owl@example.org", "My unmistakable words about last winter."


def run(*words, capsys, **options) -> str:
    call_command("erase_person", *words, **options)
    return capsys.readouterr().out


def everything_in(path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def test_nothing_of_a_person_is_left_in_any_file(database_file, people, reader, capsys):
    waiting = make_comment(text=WORDS, name="Unmistakable", email=MAIL)
    public = make_comment(text=WORDS, name="Unmistakable", email=MAIL.upper())
    moderation.approve(public, people["moderator"])
    reply = make_reply(public, text="Somebody else's answer.")
    other = make_comment(text="Another's words.", email="other@example.org")
    OutboxMail.objects.create(to=MAIL, dedupe_key=f"{private.MAIL}:{waiting.pk}:sent", sent_at=timezone.now())
    OutboxMail.objects.create(to=MAIL, body=WORDS, dedupe_key=f"{private.MAIL}:{waiting.pk}:unsent")
    reader.get(public.article.get_absolute_url())
    if database_file is not None:
        assert b"nmistakable" in everything_in(database_file)  # the test looks into the right files
    said = run(MAIL, yes=True, capsys=capsys)
    assert "when one is restored: 2." in said and MAIL not in said and "nmistakable" not in said
    assert set(Comment.objects.filter(erased_at=None)) == {reply, other}
    assert not OutboxMail.objects.filter(to=MAIL).exists()
    assert "nmistakable" not in reader.get(public.article.get_absolute_url()).content.decode()
    if database_file is not None:
        assert b"nmistakable" not in everything_in(database_file)


@pytest.mark.parametrize("left", ["thread", "feed", "article"])
def test_the_stored_pages_with_the_words_are_taken_out_and_others_stay(people, reader, empty_cache, capsys, left):
    comment, other = make_comment(text=WORDS, email=MAIL), make_comment(text="Another's words.")
    for one in (comment, other):
        moderation.approve(one, people["moderator"])
    addresses = dict(zip(("article", "thread", "feed"), private.pages_with(comment), strict=True))
    assert "nmistakable" in reader.get(addresses[left]).content.decode()
    reader.get(other.article.get_absolute_url())
    assert stored_pages() == 2
    run(MAIL, yes=True, capsys=capsys)
    assert stored_pages() == 1


def stored_pages() -> int:
    if pages_in_redis := getattr(pages, "_cache", None):
        return len(list(pages_in_redis.get_client().scan_iter(match="*pagecache:page:*")))
    with table().cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache WHERE cache_key LIKE '%%pagecache:page:%%'")
        return cursor.fetchone()[0]


def test_a_backup_made_before_is_told_to_forget_them(people, capsys):
    make_comment(text=WORDS, email=MAIL)
    run(MAIL, yes=True, capsys=capsys)
    assert Erasure.objects.filter(kind=Erasure.Kind.ERASED).exists()


def test_the_record_says_how_many_and_not_who(people, capsys):
    make_comment(text=WORDS, email=MAIL)
    run(MAIL, yes=True, capsys=capsys)
    line = Record.objects.get(action="erase person")
    assert "comments erased: 1" in line.note and MAIL not in f"{line.note} {line.object_id}"


@pytest.mark.parametrize("form", ["{}", "/comments/{}/", "https://clinic.example.org/comments/{}/?x=1"])
def test_the_private_page_finds_its_comment_alone(form, capsys):
    comment, other = make_comment(email=MAIL), make_comment(email=MAIL)
    assert data_rights.held_of(form.format(private.token_from(comment.access_salt))).comments == [comment]
    assert other in data_rights.held_of(f"  {MAIL} ").comments


@pytest.mark.parametrize("who", ["", "nobody@example.org", "/comments/", "x" * 40, "a\x00@b", "%", "Reader 1"])
def test_what_finds_nothing_says_so_and_erases_nothing(who, capsys):
    make_comment(email=MAIL)
    with pytest.raises(CommandError, match="Nothing is held"):
        run(who.replace("\x00", "") or " ", yes=True, capsys=capsys)
    assert Comment.objects.filter(erased_at=None).count() == 1


def test_high_distress_stays_with_those_on_duty_for_72_hours(people, capsys):
    comment = make_comment(text=WORDS, email=MAIL, tier=Tier.HIGH)
    said = run(MAIL, yes=True, capsys=capsys)
    assert "when one is restored: 0." in said and "72 hours at most: 1." in said
    comment.refresh_from_db()
    assert comment.status == Status.WITHDRAWN and comment.text == WORDS
    again = run(f"/comments/{private.token_from(comment.access_salt)}/", yes=True, capsys=capsys)
    assert "72 hours at most: 1." in again
    due.keep_no_longer(timezone.now() + timedelta(hours=72))
    assert not Comment.objects.filter(erased_at=None).exists()


def test_the_copy_holds_what_is_kept(tmp_path, capsys):
    make_comment(text=WORDS, name="Owl", email=MAIL)
    path = tmp_path / "copy.json"
    run(MAIL, export=path, only_export=True, capsys=capsys)
    (only,) = json.loads(path.read_text())["comments"]
    assert (only["text"], only["email"], only["contact_details_kept_encrypted"]) == (WORDS, MAIL, False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Comment.objects.filter(erased_at=None).count() == 1
    assert not Record.objects.filter(action="erase person").exists()


def test_the_copy_does_not_open_what_only_those_on_duty_may(people):
    draft = Draft(name="Owl", email=MAIL, text="I want to kill myself tonight, ring 212 555 0142")
    comment = submit(make_article(), draft, address="203.0.113.9")
    assert not data_rights.held_of(MAIL)  # encrypted, so the address finds nothing
    copy = data_rights.export(data_rights.held_of(private.token_from(comment.access_salt)))
    assert copy["comments"][0]["contact_details_kept_encrypted"]
    assert "kill myself" in str(copy) and "555" not in str(copy) and MAIL not in str(copy)


def test_a_file_that_is_there_already_is_kept_and_nothing_erased(tmp_path, capsys):
    make_comment(email=MAIL)
    path = tmp_path / "copy.json"
    path.write_text("Another's")
    with pytest.raises(CommandError, match="Nothing was erased"):
        run(MAIL, export=path, yes=True, capsys=capsys)
    assert path.read_text() == "Another's" and Comment.objects.filter(erased_at=None).exists()


@pytest.mark.parametrize(("answer", "left"), [("no", 1), ("", 1), ("Yes ", 0)])
def test_it_asks_first(monkeypatch, answer, left, capsys):
    make_comment(email=MAIL)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    if left:
        with pytest.raises(CommandError, match="Nothing was erased"):
            run(MAIL, capsys=capsys)
    else:
        run(MAIL, capsys=capsys)
    assert Comment.objects.filter(erased_at=None).count() == left
    assert connection.in_atomic_block is False
