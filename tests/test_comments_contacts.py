"""Contact details in a message of high distress: encrypted, and shown to those on duty, each look on record."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from clinic.models import Record
from comments import contacts, due, private, urgent
from comments.models import Comment, Status, Tier
from comments.posting import Draft, submit
from comments.triage import triage
from tests.comment_factories import make_comment, send, words_of
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]
pytestmark = pytest.mark.django_db
NUMBER, MAIL = "07700 900123", "owl@example.org"
WORDS = f"I want to kill myself tonight. Ring {NUMBER} or write to me@example.org please."


def despair(**fields) -> Comment:
    draft = Draft(**({"name": "Owl", "email": MAIL, "text": WORDS} | fields))
    return submit(make_article(), draft, address="203.0.113.9")


def page_of(comment):
    return reverse("admin:comments_comment_change", args=[comment.pk])


def show(client, comment):
    return client.post(reverse("admin:comments_comment_contacts", args=[comment.pk]))


def everything_in(path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def test_the_database_files_never_hold_the_number_or_the_address(database_file, people):
    if database_file is None:
        pytest.skip("looks into SQLite's files")
    comment = despair()
    held = everything_in(database_file)
    assert b"I want to kill myself tonight" in held  # the test looks into the right files
    for detail in (NUMBER, MAIL, "me@example.org"):
        assert detail.encode() not in held
    assert contacts.opened(comment).text == WORDS


def test_what_becomes_urgent_later_leaves_the_files_too(database_file, people):
    if database_file is None:
        pytest.skip("looks into SQLite's files")
    text = f"Please ring {NUMBER}."
    comment = make_comment(text=text, **triage(text).as_fields())
    assert NUMBER.encode() in everything_in(database_file)
    urgent.raise_tier(comment, people["moderator"], note="It reads like a goodbye")
    assert NUMBER.encode() not in everything_in(database_file)
    due.empty_the_log()
    assert contacts.opened(Comment.objects.get()).text == text


def test_the_words_keep_their_places_and_their_findings():
    comment = despair()
    assert comment.text == WORDS.replace(NUMBER, "•" * 12).replace("me@example.org", "•" * 14)
    assert comment.email == "" and comment.findings == triage(WORDS, name="Owl").findings
    assert set(contacts.opened(comment).details) == {MAIL, NUMBER, "me@example.org"}


def test_a_message_without_details_is_stored_as_it_is():
    comment = despair(email="", text="I want to kill myself tonight")
    assert (comment.sealed, comment.text) == ("", "I want to kill myself tonight")


def test_those_on_duty_see_them_when_they_ask_and_each_look_is_on_record(moderator, clinician, people):
    comment = despair()
    for name, client in (("moderator", moderator), ("clinician", clinician)):
        page = client.get(page_of(comment)).content.decode()
        assert NUMBER not in page and MAIL not in page and "Show the contact details" in page
        page = show(client, comment).content.decode()
        assert NUMBER in page and MAIL in page
        assert NUMBER not in client.get(page_of(comment)).content.decode()
        assert Record.objects.filter(action="view contact details of urgent comment", actor=people[name]).count() == 1


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_nobody_else_sees_them(people, role, request):
    comment = despair()
    assert show(request.getfixturevalue(role), comment).status_code == 403
    with pytest.raises(PermissionDenied):
        contacts.view(comment, people[role])


def test_where_nothing_is_kept_there_is_nothing_to_show(moderator):
    answer = show(moderator, make_comment())
    assert "There are no contact details" in moderator.get(answer["Location"]).content.decode()


def test_lowered_it_is_an_ordinary_comment_again(people):
    comment = despair()
    urgent.lower_tier(comment, people["moderator"], tier=Tier.NONE, note="A song text")
    comment.refresh_from_db()
    assert (comment.text, comment.email, comment.sealed) == (WORDS, MAIL, "")


def test_its_writer_sees_and_takes_along_her_own_words(reader):
    comment = despair()
    address = private.address_of(comment)
    assert NUMBER in reader.get(address).content.decode()
    kept = reader.get(f"{address}export/").json()
    assert (kept["text"], kept["email"]) == (WORDS, MAIL)


def test_an_edit_into_despair_is_sealed_before_it_is_stored():
    comment = make_comment(email=MAIL)
    private.edit(comment, name="Owl", text=WORDS, seen=triage(WORDS))
    comment.refresh_from_db()
    assert NUMBER not in comment.text and comment.email == ""
    assert contacts.opened(comment).email == MAIL


def test_the_answer_still_gives_her_her_words(reader):
    assert NUMBER in send(reader, make_article(), text=WORDS).content.decode()


@override_settings(SECRET_KEY="old key")
def test_a_new_key_opens_what_the_old_one_sealed_and_seals_it_again():
    comment = despair()
    old = comment.sealed
    with override_settings(SECRET_KEY="new key", SECRET_KEY_FALLBACKS=["old key"]):
        assert contacts.opened(comment).email == MAIL
        assert contacts.seal_again(timezone.now()) == 1
        assert contacts.seal_again(timezone.now()) == 0
    comment.refresh_from_db()
    assert comment.sealed != old
    with override_settings(SECRET_KEY="new key"):
        assert contacts.opened(comment).email == MAIL


@override_settings(SECRET_KEY="old key")
def test_without_the_key_nothing_is_opened_and_nothing_breaks(moderator, people):
    comment = despair()
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert contacts.opened(comment) is None
        assert contacts.seal_again(timezone.now()) == 0
        with pytest.raises(contacts.SealedShut):
            urgent.lower_tier(comment, people["moderator"], tier=Tier.NONE, note="A song text")
    comment.refresh_from_db()
    assert "•" in comment.text and contacts.opened(comment).text == WORDS  # the key may come back


def test_details_are_bound_to_their_own_comment():
    one, other = despair(), despair(text="I want to kill myself", email="b@example.org")
    other.sealed = one.sealed
    assert contacts.opened(other) is None


@pytest.mark.parametrize(
    "token", ["", "x", Fernet(Fernet.generate_key()).encrypt(b"{}").decode()], ids=["none", "short", "other"]
)
def test_what_is_no_sealed_text_opens_nothing(token):
    assert contacts.opened(make_comment(tier=Tier.HIGH, sealed=token)) is None


def test_what_was_stored_before_is_sealed_by_the_sweep():
    comment = make_comment(tier=Tier.HIGH, text=WORDS, email=MAIL, findings=triage(WORDS).findings)
    assert contacts.seal_again(timezone.now()) == 1
    comment.refresh_from_db()
    assert NUMBER not in comment.text and comment.email == ""
    assert contacts.opened(comment).text == WORDS


def test_erasure_and_retention_take_them_too(people):
    shell, gone = despair(), despair(text=f"{WORDS} Please.")
    make_comment(article=shell.article, parent=shell)
    for comment in (shell, gone):
        urgent.take_back(comment)
    due.keep_no_longer(timezone.now() + timedelta(hours=73))
    assert not Comment.objects.filter(pk=gone.pk).exists()
    shell.refresh_from_db()
    assert (shell.status, shell.text, shell.sealed) == (Status.WITHDRAWN, "", "")


@pytest.mark.parametrize("move", ["lower", "close", "withdraw"])
def test_what_no_key_opens_is_not_thrown_away(moderator, move):
    comment = despair()
    fields = {"move": move, "seen": Status.PENDING, "words": words_of(comment), "tier": "none", "checked": "on"}
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    kept = comment.sealed
    Comment.objects.update(sealed=Fernet(Fernet.generate_key()).encrypt(b"{}").decode())
    answer = moderator.post(address, fields | {"note": "My account of it"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "contact details that cannot be opened now" in page
    assert move == "withdraw" or "My account of it" in page
    comment.refresh_from_db()
    assert (comment.status, comment.tier) == (Status.PENDING, Tier.HIGH) and comment.sealed
    Comment.objects.update(sealed=kept)
    assert moderator.post(address, fields | {"note": "My account of it"}).status_code == 302


def test_a_writer_takes_it_back_though_no_key_opens_it():
    comment = despair()
    Comment.objects.update(sealed="unreadable")
    comment.refresh_from_db()
    assert urgent.take_back(comment) and comment.status == Status.WITHDRAWN
