"""What staff typed into a form whose session had ended is not carried out, not lost, and shown to nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from articles.models import Topic
from clinic.models import StaffSession, User
from clinic.roles import EDITOR
from portal import held_words
from portal.staff_sessions import end_old_sessions
from tests.factories import make_topic

pytestmark = pytest.mark.django_db

PASSWORD = "four calm words here"
OURS = {"HTTP_ORIGIN": "http://testserver"}
ADD = "/admin/articles/topic/add/"
WORDS = {
    "title": "Sleep and rest <b>now</b>",
    "slug": "sleep-and-rest",
    "introduction": "A long evening’s work.",
    "order": "1",
}


def make_editor(name: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, display_name=name.title())
    user.groups.add(user.groups.model.objects.get(name=EDITOR))
    return user


def sign_in(client, name: str = "dana"):
    return client.post("/accounts/login/", {"login": f"{name}@example.org", "password": PASSWORD})


@pytest.fixture
def late(reader, settings):
    """Dana’s session is two hours old and unused; the clock stands there."""
    make_editor("dana")
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sign_in(reader)
        assert reader.get(ADD).status_code == 200
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        yield reader


def send(client, **extra):
    return client.post(ADD, WORDS, **(OURS | extra))


def test_a_form_that_comes_too_late_is_offered_again_after_signing_in(late):
    response = send(late)
    assert response.headers["Location"].startswith("/accounts/login/?next=%2Fadmin%2F")
    assert not Topic.objects.exists()
    sign_in(late)
    page = late.get(ADD)
    assert page.status_code == 200
    assert "A long evening’s work." in page.content.decode()
    assert "Sleep and rest &lt;b&gt;now&lt;/b&gt;" in page.content.decode()
    sent = late.post(ADD, dict(page.context["page"]["fields"]), **OURS)
    assert sent.status_code == 302
    assert Topic.objects.get().title == WORDS["title"]
    assert "Your words are still here" not in late.get(ADD).content.decode()


def test_it_may_be_let_go(late):
    send(late)
    sign_in(late)
    assert late.post(ADD, {held_words.DISCARD: "1"}).headers["Location"] == ADD
    page = late.get(ADD).content.decode()
    assert "A long evening’s work." not in page
    assert not Topic.objects.exists()


def test_looking_at_it_keeps_it(late):
    send(late)
    sign_in(late)
    assert "A long evening’s work." in late.get(ADD).content.decode()
    assert "A long evening’s work." in late.get(ADD).content.decode()


def test_somebody_else_in_the_same_browser_is_not_shown_it(late):
    send(late)
    make_editor("kim")
    sign_in(late, "kim")
    assert "A long evening’s work." not in late.get(ADD).content.decode()


def test_a_second_tab_is_kept_too_after_the_first_was_led_to_sign_in(late):
    assert late.get("/admin/").status_code == 302
    assert send(late).headers["Location"].startswith("/accounts/login/?next=")
    sign_in(late)
    assert "A long evening’s work." in late.get(ADD).content.decode()


def test_words_of_another_site_are_not_kept(late):
    for headers in (
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "null"},
    ):
        send(late, **headers)
    sign_in(late)
    assert "A long evening’s work." not in late.get(ADD).content.decode()


def test_a_stranger_cannot_have_us_keep_anything(reader, db):
    response = send(reader)
    assert response.status_code == 302
    assert not Session.objects.exists()


def test_more_than_we_keep_is_not_kept(late, monkeypatch):
    monkeypatch.setattr(held_words, "MOST_CHARACTERS", 30)
    send(late)
    sign_in(late)
    assert "A long evening’s work." not in late.get(ADD).content.decode()


def test_no_password_and_no_token_is_kept(late):
    late.post(
        "/admin/clinic/user/add/",
        {"display_name": "Kim", "password1": "hidden away", "csrfmiddlewaretoken": "x"},
        **OURS,
    )
    fields = dict(late.session[held_words.HELD][0]["fields"])
    assert fields == {"display_name": "Kim"}


def test_a_form_with_a_token_from_before_the_sign_in_is_offered_again(late):
    strict = Client(enforce_csrf_checks=True, headers={"host": "testserver"})
    strict.cookies = late.cookies
    sign_in(late)
    response = strict.post(ADD, WORDS | {"csrfmiddlewaretoken": "x" * 64}, **OURS)
    assert response.headers["Location"] == ADD
    assert "A long evening’s work." in late.get(ADD).content.decode()
    assert not Topic.objects.exists()


def test_without_a_token_another_site_gets_the_refusal(late):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = late.cookies
    sign_in(late)
    assert strict.post(ADD, WORDS, HTTP_ORIGIN="https://evil.example").status_code == 403


def test_an_ended_session_is_known_for_half_a_day_and_opens_nothing(late):
    row = StaffSession.objects.get()
    assert end_old_sessions(row.last_used_at + timedelta(hours=12)) == 0
    assert late.get("/admin/").status_code == 302
    assert not StaffSession.objects.exists()
    make_topic()
    assert late.get("/admin/articles/topic/").status_code == 302
