"""What a comment must pass before it is looked at: where it comes from, its size, the trap, odd bytes."""

import dataclasses
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.profile import Profile
from comments import guards, opening
from comments.models import Comment
from tests.comment_factories import FROM_OUR_PAGE, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db
SURROGATE_IN_PARTS = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xed\xa0\x80\r\n--x--'


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "http://localhost:8000", "HTTP_HOST": "localhost:8000"},
    ],
)
def test_our_own_pages_may_send(reader, headers):
    assert send(reader, make_article(), headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": "", "HTTP_ORIGIN": "http://testserver"},
        # The browser's own word counts before an Origin that somebody else may have written.
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "http://testserver.evil.example"},
        {"HTTP_ORIGIN": "http://testserver:8080"},
        {"HTTP_ORIGIN": "https://testserver"},
        {"HTTP_REFERER": "http://testserver/"},
    ],
)
def test_nobody_else_may_and_the_words_are_kept(reader, headers):
    answer = send(reader, make_article(), headers=headers)
    assert answer.status_code == 403
    assert "Thank you, that helped.</textarea>" in answer.content.decode()
    assert not Comment.objects.exists()


def test_the_form_needs_no_token_and_no_cookie(db):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, make_article()).status_code == 200


def test_a_body_beyond_reason_is_refused_before_it_is_read(reader):
    article = make_article()
    answer = send(reader, article, text="a" * (guards.MOST_BYTES + 1))
    page = answer.content.decode()
    assert answer.status_code == 413 and "your words are still in the form" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("length", ["999999999999", "abc", "-"])
def test_an_announced_size_is_believed_before_the_body(reader, length):
    address = reverse("comments:thread", args=[make_article().slug])
    form = "application/x-www-form-urlencoded"
    answer = reader.post(address, "text=a", CONTENT_LENGTH=length, content_type=form)
    assert answer.status_code == 413


def test_a_long_text_below_that_size_is_kept_with_an_error(reader):
    answer = send(reader, make_article(), text="word " * 4000)
    assert answer.status_code == 422 and "word word" in answer.content.decode()


def test_the_trap_stores_nothing_but_lets_a_person_send_again(reader):
    article = make_article()
    answer = send(reader, article, website="https://spam.example")
    page = answer.content.decode()
    assert answer.status_code == 422 and "A hidden field that catches robots was filled in" in page
    assert "Thank you, that helped.</textarea>" in page
    assert "spam.example" not in page  # emptied, so pressing the button again is enough
    assert not Comment.objects.exists()


def test_control_characters_are_taken_out_and_the_words_stay(reader):
    send(reader, make_article(), name="Night\x00 owl\x07", text="One\x00 two\x1b[31m\u202ethree\r\n\r\n\r\n\r\nfour")
    comment = Comment.objects.get()
    assert comment.name == "Night owl"
    assert comment.text == "One two[31mthree\n\nfour"


@pytest.mark.parametrize(
    "body",
    [
        b"text=%ED%A0%80&name=%ED%B0%80",
        b"text=%FF%FE%00&name=a",
        b"text=a&" * 400,
        b"name=a&text=" + b"%00" * 1000,
        b"text=a&name=b&text=c&parent=%D9%A1",
        b"=&=&&;;%",
        b"text[]=a&name={}",
    ],
)
def test_hostile_bodies_never_end_in_a_server_error(reader, body):
    address = reverse("comments:thread", args=[make_article().slug])
    answer = reader.post(address, body, content_type="application/x-www-form-urlencoded", **FROM_OUR_PAGE)
    assert answer.status_code in (200, 400, 422)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", b"--y\r\nbroken"),
        ("multipart/form-data", b"--y\r\nbroken"),
        ("multipart/form-data; boundary=x", SURROGATE_IN_PARTS),
        ("application/json", b'{"text": "a"}'),
        ("application/x-www-form-urlencoded; charset=utf-7", b"text=a"),
        ("text/plain", b"\x00"),
        ("", b"a"),
    ],
)
def test_odd_kinds_of_body_never_end_in_a_server_error(reader, content_type, body):
    address = reverse("comments:thread", args=[make_article().slug])
    answer = reader.generic("POST", address, body, content_type=content_type, **FROM_OUR_PAGE)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    ("changes", "moment", "status"),
    [
        ({"comments_mode": "off"}, "2026-11-23 10:00", 409),
        ({"site_state": "setup"}, "2026-11-23 10:00", 409),
        ({"comments_mode": "staffed", "moderation_hours": "Monday-Friday 9:00-17:00"}, "2026-11-23 10:00", 200),
        ({"comments_mode": "staffed", "moderation_hours": "Monday-Friday 9:00-17:00"}, "2026-11-22 10:00", 409),
        ({"comments_mode": "open", "moderation_hours": "Monday-Friday 9:00-17:00"}, "2026-11-22 10:00", 200),
    ],
)
def test_the_clinic_decides_when_comments_are_taken(reader, monkeypatch, changes, moment, status):
    monkeypatch.setattr(opening, "get_profile", lambda: dataclasses.replace(Profile(), **changes))
    article = make_article(published_at=timezone.make_aware(datetime(2026, 1, 1)))
    with time_machine.travel(timezone.make_aware(datetime.fromisoformat(moment)), tick=False):
        answer = send(reader, article)
    assert answer.status_code == status
    if status == 409:
        assert "Thank you, that helped.</textarea>" in answer.content.decode()


def test_at_night_the_answer_says_when_somebody_reads(reader, monkeypatch):
    profile = dataclasses.replace(Profile(), moderation_hours="Monday-Friday 9:00-17:00")
    monkeypatch.setattr(opening, "get_profile", lambda: profile)
    article = make_article(published_at=timezone.make_aware(datetime(2026, 1, 1)))
    with time_machine.travel(timezone.make_aware(datetime(2026, 11, 22, 3)), tick=False):
        page = send(reader, article).content.decode()
    assert "Before Monday, November 23, 9 a.m. nobody will read it." in page
