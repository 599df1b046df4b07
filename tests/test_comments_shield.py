"""The page "check before you send": nothing is stored until the writer decides, and whatever she presses is one."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from clinic.profile import get_profile
from comments import shield
from comments.models import Comment, Queue, Tier
from comments.posting import Draft
from tests.comment_factories import make_comment, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db

NUMBER = "Thank you. Call me on 212 555 0142 tonight."


def form_of(page: str, button: str) -> dict:
    """The fields of the form on the page that holds this button."""
    (form,) = [part for part in re.findall(r"<form.*?</form>", page, re.DOTALL) if button in part]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    return {name: value.replace("&#x27;", "'").replace("&amp;", "&") for name, value in fields.items()}


def test_a_phone_number_is_shown_before_anything_is_stored(reader):
    answer = send(reader, make_article(), text=NUMBER)
    page = answer.content.decode()
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert "Check before you send" in page
    assert "<mark>212 555 0142</mark>" in page
    assert "Call me on [removed: phone number] tonight." in page
    assert "Don’t post your number here" in page and get_profile().phone in page
    assert not Comment.objects.exists()


def test_without_it_the_comment_is_sent_and_waits_like_any_other(reader):
    article = make_article()
    page = send(reader, article, text=NUMBER).content.decode()
    fields = form_of(page, "Send it like this")
    send(reader, article, **fields)
    comment = Comment.objects.get()
    assert comment.text == "Thank you. Call me on [removed: phone number] tonight."
    assert comment.queue == Queue.NORMAL


def test_as_it_is_it_waits_in_the_privacy_queue(reader):
    article = make_article()
    page = send(reader, article, text=NUMBER).content.decode()
    send(reader, article, **form_of(page, "Send it as it is"))
    comment = Comment.objects.get()
    assert (comment.text, comment.queue) == (NUMBER, Queue.PRIVACY)


def test_whatever_is_pressed_and_however_often_it_is_one_comment(reader):
    article = make_article()
    page = send(reader, article, text=NUMBER).content.decode()
    for button in ("Send it like this", "Send it as it is", "Send it like this"):
        assert send(reader, article, **form_of(page, button)).status_code == 200
    assert Comment.objects.count() == 1


def test_changed_words_are_looked_at_again(reader):
    article = make_article()
    page = send(reader, article, text=NUMBER).content.decode()
    token = form_of(page, "Send my changed words")["shield"]
    again = send(reader, article, text="Write to owl@example.com", shield=token, as_it_is="1")
    assert "<mark>owl@example.com</mark>" in again.content.decode()
    assert not Comment.objects.exists()
    send(reader, article, text="Thank you all.", shield=token)
    assert Comment.objects.get().text == "Thank you all."


def test_saying_as_it_is_without_having_seen_the_page_shows_it(reader):
    for token in ("", "made-up", shield.sign(Draft("Night owl", "", "other words"), "x" * 32)):
        answer = send(reader, make_article(), text=NUMBER, shield=token, as_it_is="1")
        assert "Check before you send" in answer.content.decode()
    assert not Comment.objects.exists()


def test_the_page_holds_for_a_day(reader):
    article = make_article()
    page = send(reader, article, text=NUMBER).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        answer = send(reader, article, **form_of(page, "Send it as it is"))
    assert "Check before you send" in answer.content.decode()


def test_a_real_looking_name_is_replaced(reader):
    page = send(reader, make_article(), name="owl@example.com").content.decode()
    assert "it says “Reader” here" in page
    assert form_of(page, "Send it like this")["name"] == "Reader"


@pytest.mark.parametrize(
    "words",
    ["I want to kill myself. Call me on 212 555 0142.", "I tried to kill myself years ago. Call 212 555 0142."],
)
def test_in_distress_it_is_never_offered(reader, words):
    answer = send(reader, make_article(), text=words)
    assert "Check before you send" not in answer.content.decode()
    assert Comment.objects.get().tier in (Tier.HIGH, Tier.MEDIUM)


def test_a_reply_stays_a_reply(reader):
    top = make_comment(status="approved")
    page = send(reader, top.article, text=NUMBER, parent=top.pk).content.decode()
    send(reader, top.article, **form_of(page, "Send it like this"))
    assert Comment.objects.exclude(pk=top.pk).get().parent == top


def test_hostile_words_stay_text(reader):
    page = send(reader, make_article(), text='"><script>alert(1)</script> 212 555 0142').content.decode()
    assert "<script>alert(1)" not in page
