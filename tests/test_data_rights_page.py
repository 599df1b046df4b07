"""The owners' page for a person's rights: found, given along, erased from every file, and nobody named on record."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from clinic.models import Record
from comments import due, moderation, private
from comments.models import Comment, Feedback, Queue, Report, Status, Tier
from jobs.mail import queue_mail
from jobs.models import OutboxMail
from tests.comment_factories import make_comment, make_reply
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]
PAGE = "/admin/comments/erasure/"
MAIL, WORDS, PASSWORD = (
    "unmistakable.owl@example.org",
    "My unmistakable words about last winter.",
    "a long password here",
)


@pytest.fixture
def desk(owner, people):
    """An owner who signed in long ago, so that erasing asks for the password."""
    cache.clear()  # wrong passwords of other tests
    people["owner"].set_password(PASSWORD)
    people["owner"].save()
    owner.force_login(people["owner"])
    return owner


def seen_on(page) -> str:
    return re.search('name="seen" value="([^"]+)"', page.content.decode())[1]


def erase(desk, who=MAIL, **changes):
    seen = seen_on(desk.post(f"{PAGE}erase/", {"who": who}))
    form = {"who": who, "seen": seen, "sure": "on", "password": PASSWORD} | changes
    return desk.post(f"{PAGE}erase/", {name: value for name, value in form.items() if value is not None})


def everything_in(path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def test_nothing_of_a_person_is_left_in_any_file(database_file, people, desk, reader, empty_cache):
    waiting = make_comment(text=WORDS, name="Unmistakable", email=MAIL)
    public = make_comment(text=WORDS, name="Unmistakable", email=MAIL.upper())
    moderation.approve(public, people["moderator"])
    reply, other = make_reply(public, text="An answer."), make_comment(email="other@example.org")
    Report.objects.create(comment=public, why="unkind", text="unmistakable, I say")
    Feedback.objects.create(article=other.article, section="Sources", text=f"Write to {MAIL}. Unmistakable!")
    queue_mail(to=MAIL, subject="Unmistakable", body=WORDS, dedupe_key=f"{private.MAIL}:{waiting.pk}:x")
    page = public.article.get_absolute_url()
    assert "nmistakable" in reader.get(page).content.decode()
    if database_file is not None:
        assert b"nmistakable" in everything_in(database_file)  # the test looks into the right files
    desk.post(PAGE, {"who": MAIL})
    desk.post(f"{PAGE}copy/", {"who": MAIL, "as": "json"})
    done = erase(desk)
    assert (done.status_code, done["Location"]) == (302, PAGE)
    assert set(Comment.objects.filter(erased_at=None)) == {reply, other}
    assert "nmistakable" not in reader.get(page).content.decode()
    rows = f"{[*Record.objects.values()]} {[*Session.objects.values()]} {[*OutboxMail.objects.values()]}"
    assert "nmistakable" not in rows
    assert all("nmistakable" not in str(session.get_decoded()) for session in Session.objects.all())
    if database_file is not None:
        assert b"nmistakable" not in everything_in(database_file)


def test_what_is_held_is_shown_in_words_and_the_words_themselves_are_not(desk):
    make_comment(text=WORDS, email=MAIL, article=make_article(title="Sleep at night"), network_hash="x")
    make_comment(text=WORDS, email=MAIL, tier=Tier.HIGH)
    text = desk.post(PAGE, {"who": f" {MAIL.title()} "}).content.decode()
    assert "2 comments" in text and "Sleep at night" in text and "waiting" in text and "High distress" in text
    assert "that was not confirmed" in text and "a code of the network" in text
    assert WORDS not in text


def test_a_private_page_finds_its_comment_alone(desk):
    comment, _other = make_comment(email=MAIL), make_comment(email=MAIL)
    page = desk.post(PAGE, {"who": private.address_of(comment)})
    assert "1 comment<" in page.content.decode()


@pytest.mark.parametrize("who", ["", "  ", "owl", "@", "a@b", "/comments/", "x" * 39, "x" * 500, "a\x00@example.org"])
def test_what_is_neither_comes_back_with_what_to_do(desk, who):
    Feedback.objects.create(article=make_article(), section="Sources", text="a@b.example @")
    for address in (PAGE, f"{PAGE}copy/", f"{PAGE}erase/"):
        page = desk.post(address, {"who": who})
        assert page.status_code == 422
        assert 'class="errorlist"' in page.content.decode()
    assert 'value="owl"' in desk.post(PAGE, {"who": "owl"}).content.decode()
    assert Feedback.objects.exists() and not Record.objects.filter(action="look up person").exists()


def test_nothing_found_says_where_else_to_look(desk):
    text = desk.post(PAGE, {"who": "nobody@example.org"}).content.decode()
    assert "Nothing is held under nobody@example.org" in text and "private page" in text
    for step in ("copy", "erase"):
        assert "Nothing is held" in desk.post(f"{PAGE}{step}/", {"who": "nobody@example.org"}).content.decode()


def test_the_copy_is_a_file_that_no_cache_keeps(desk):
    make_comment(text=WORDS, name="Owl <b>", email=MAIL)
    answer = desk.post(f"{PAGE}copy/", {"who": MAIL, "as": "json"})
    assert answer["Content-Disposition"].startswith("attachment") and MAIL not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"] and not answer.has_header("ETag")
    (only,) = json.loads(answer.content)["comments"]
    assert (only["text"], only["email"], only["name"]) == (WORDS, MAIL, "Owl <b>")
    page = desk.post(f"{PAGE}copy/", {"who": MAIL, "as": "page"})
    assert page["Content-Disposition"].endswith('.html"') and "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert WORDS in text and "Owl &lt;b&gt;" in text
    assert f"{timezone.localdate():%Y}, " in text and not re.search(
        r"\d{4}-\d{2}-\d{2}T", text
    )  # as people write dates


def test_the_copy_opens_nothing_that_only_those_on_duty_may(desk):
    comment = make_comment(text="Ring ▒▒▒▒", sealed="x", tier=Tier.HIGH)
    page = desk.post(f"{PAGE}copy/", {"who": private.address_of(comment), "as": "page"})
    assert "kept encrypted" in page.content.decode()


def test_erasing_says_first_what_goes_and_what_stays(desk):
    make_comment(email=MAIL)
    make_comment(email=MAIL, tier=Tier.HIGH)
    text = desk.post(f"{PAGE}erase/", {"who": MAIL}).content.decode()
    assert "at most 72 hours" in text and "Backups keep it until" in text
    assert Comment.objects.filter(erased_at=None, status=Status.PENDING).count() == 2


def test_high_distress_stays_with_those_on_duty_for_72_hours(desk):
    comment = make_comment(text=WORDS, email=MAIL, tier=Tier.HIGH)
    assert "1 message of high distress is out of view" in desk.get(erase(desk)["Location"]).content.decode()
    comment.refresh_from_db()
    assert (comment.status, comment.text) == (Status.WITHDRAWN, WORDS)
    assert "Taken back by its writer" in desk.post(PAGE, {"who": MAIL}).content.decode()
    due.keep_no_longer(timezone.now() + timedelta(hours=72))
    assert not Comment.objects.filter(erased_at=None).exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sure": None}, "Make sure who asks"),
        ({"password": None}, "Enter the password"),
        ({"password": "wrong"}, "This is not your password"),
        ({"seen": "x"}, "has changed since you looked"),
    ],
)
def test_without_each_proof_nothing_is_erased(desk, changes, said):
    make_comment(email=MAIL)
    answer = erase(desk, **changes)
    assert answer.status_code == 422
    assert said in answer.content.decode() and MAIL in answer.content.decode()
    assert Comment.objects.filter(erased_at=None).count() == 1


def test_passwords_cannot_be_guessed_here(desk):
    make_comment(email=MAIL)
    for _ in range(5):
        erase(desk, password="wrong")
    assert "Too many" in erase(desk).content.decode()
    assert Comment.objects.filter(erased_at=None).count() == 1


def test_a_password_given_a_moment_ago_is_not_asked_for_again(desk):
    make_comment(email=MAIL)
    desk.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "current-password" not in desk.post(f"{PAGE}erase/", {"who": MAIL}).content.decode()
    assert erase(desk, password=None).status_code == 302
    assert not Comment.objects.exists()


def test_what_came_since_is_not_erased_unseen(desk):
    make_comment(email=MAIL)
    seen = seen_on(desk.post(f"{PAGE}erase/", {"who": MAIL}))
    make_comment(email=MAIL)
    assert erase(desk, seen=seen).status_code == 422
    assert Comment.objects.count() == 2


def test_sent_twice_the_second_finds_nothing(desk):
    make_comment(email=MAIL)
    form = {"who": MAIL, "seen": seen_on(desk.post(f"{PAGE}erase/", {"who": MAIL})), "sure": "on", "password": PASSWORD}
    assert desk.post(f"{PAGE}erase/", form).status_code == 302
    assert "Nothing is held" in desk.post(f"{PAGE}erase/", form).content.decode()


def test_its_writer_may_be_faster(desk, monkeypatch):
    comment = make_comment(email=MAIL)
    first = private.erase

    def after_the_writer(one, **more):
        first(Comment.objects.get(pk=one.pk))
        return first(one, **more)

    monkeypatch.setattr(private, "erase", after_the_writer)
    assert erase(desk).status_code == 302
    assert not Comment.objects.filter(pk=comment.pk).exists()


def test_words_without_a_sender_go_too_but_not_unread_ones_of_danger(desk):
    article = make_article()
    gone = Feedback.objects.create(article=article, section="Sources", text=f"I am {MAIL}")
    other = Feedback.objects.create(article=article, section="Sources", text=f"I am the.{MAIL}")
    urgent = Feedback.objects.create(article=article, section="Sources", text=f"Help {MAIL}", queue=Queue.URGENT)
    found = desk.post(PAGE, {"who": MAIL}).content.decode()
    assert "it stays until it was" in found
    erase(desk)
    assert set(Feedback.objects.all()) == {other, urgent} and gone.pk


def test_a_report_that_names_the_address_is_neither_handed_over_nor_erased(desk):
    words = f"{MAIL} is threatening me"
    Report.objects.create(comment=make_comment(), why="unkind", text=words)
    Feedback.objects.create(article=make_article(), section="Sources", text=f"Call me: {MAIL}")
    assert "1 report of a reader names it" in desk.post(PAGE, {"who": MAIL}).content.decode()
    for kind in ("json", "html"):
        copy = desk.post(f"{PAGE}copy/", {"who": MAIL, "as": kind}).content.decode()
        assert "threatening" not in copy and "Call me" not in copy
    erase(desk)
    assert Report.objects.get().text == words
    assert not Feedback.objects.exists()


def test_asking_what_an_erasure_would_take_leaves_a_line_in_the_record(desk):
    desk.post(f"{PAGE}erase/", {"who": MAIL})
    desk.post(f"{PAGE}copy/", {"who": MAIL})
    assert Record.objects.filter(action="look up person").count() == 2


def test_a_comment_that_only_names_the_address_is_a_moderators_to_decide(desk):
    comment = make_comment(text=f"Write to {MAIL}", queue=Queue.PRIVACY)
    text = desk.post(PAGE, {"who": MAIL}).content.decode()
    assert f"Comment {comment.pk}" in text and "a moderator covers" in text and "Erase …" not in text
    assert "a moderator covers" in desk.post(f"{PAGE}erase/", {"who": MAIL}).content.decode()
    assert Comment.objects.get() == comment


def test_mail_in_files_goes_and_mail_to_staff_does_not(desk, people, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    (tmp_path / "1.log").write_text(f"To: {MAIL}\n")
    (tmp_path / "2.log").write_text(f"To: x{MAIL}\n")
    make_comment(email=MAIL)
    erase(desk)
    assert [file.name for file in tmp_path.iterdir()] == ["2.log"]
    queue_mail(to=people["editor"].email, subject="A page to check", body="x")
    make_comment(email=people["editor"].email)
    assert "also the address of a staff account" in desk.post(PAGE, {"who": people["editor"].email}).content.decode()
    erase(desk, people["editor"].email)
    assert OutboxMail.objects.count() == 1


def test_past_requests_are_listed_with_how_many_and_not_who(desk):
    make_comment(email=MAIL)
    desk.post(PAGE, {"who": MAIL})
    desk.post(f"{PAGE}copy/", {"who": MAIL})
    erase(desk)
    text = desk.get(PAGE).content.decode()
    for said in ("Looked up", "Copy given", "Erased", "comments erased: 1", "Owner"):
        assert said in text
    assert MAIL not in text


def test_the_log_and_the_addresses_name_nobody(desk, caplog):
    make_comment(email=MAIL)
    desk.post(PAGE, {"who": MAIL})
    assert erase(desk)["Location"] == PAGE
    assert "nmistakable" not in str([record.__dict__ for record in caplog.records])


def test_after_a_session_has_ended_nobody_is_kept_in_the_next_one(desk, people):
    desk.get(PAGE)
    people["owner"].staff_sessions.update(last_used_at=timezone.now() - timedelta(hours=2))
    answer = desk.post(PAGE, {"who": MAIL}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 302
    assert "nmistakable" not in str([session.get_decoded() for session in Session.objects.all()])
