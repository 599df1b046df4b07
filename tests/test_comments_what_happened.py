"""The line that the desk shows after a step says whose words it was about, and what became of them."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from clinic.models import User
from comments import redaction, staff_replies, urgent, what_happened
from comments.models import Comment, Status, Tier
from comments.triage import triage
from tests.comment_factories import make_comment, words_of

pytestmark = pytest.mark.django_db


def told(client, comment, move, **fields) -> str:
    fields = {"move": move, "seen": comment.status, "words": words_of(comment), "note": "Seen"} | fields
    answer = client.post(reverse("admin:comments_comment_decide", args=[comment.pk]), fields)
    return client.get(answer["Location"], follow=True).content.decode()


def test_words_without_a_name_are_not_called_the_clinics(moderator):
    page = told(moderator, make_comment(name="", tier=Tier.HIGH), "close", checked="on")
    assert "Anonymous</a> is now: closed." in page and "Clinic staff</a>" not in page


def test_an_answer_of_the_clinic_is_called_so(moderator, people):
    reply = staff_replies.post(make_comment(status=Status.APPROVED), people["moderator"], "In general, yes.")
    assert "Clinic staff</a> is now: withdrawn." in told(moderator, reply, "withdraw")


def test_a_lowered_grade_is_named(moderator):
    page = told(moderator, make_comment(name="Owl", tier=Tier.HIGH), "lower", tier="medium")
    assert "Owl</a> is graded “some distress” now. It still waits." in page


def test_marking_as_urgent_says_that_somebody_is_told(moderator):
    assert "Owl</a> is urgent now, and those on duty are told." in told(moderator, make_comment(name="Owl"), "raise")


def test_after_a_redaction_it_still_has_to_be_read(moderator):
    text = "Ring 212 555 0142"
    comment = make_comment(name="Owl", text=text, **triage(text).as_fields())
    assert "The marked details are gone from the comment by" in told(moderator, comment, "redact")


def test_a_name_is_plain_text(people):
    comment = make_comment(name="<b>{state}</b>", text="Ring 212 555 0142", **triage("Ring 212 555 0142").as_fields())
    redaction.redact(comment, people["moderator"])
    line = what_happened.sentence(Comment.objects.get(), "redact")
    assert "&lt;b&gt;{state}&lt;/b&gt;" in line


def test_alone_a_marked_reply_waits_for_its_own_writer(moderator, people):
    comment = make_comment(status=Status.APPROVED)
    fields = {"text": "We will see you at your next visit.", "step": "ask", "words": words_of(comment)}
    answer = moderator.post(reverse("admin:comments_comment_reply", args=[comment.pk]), fields)
    page = moderator.get(answer["Location"]).content.decode()
    assert "In 24 hours you decide again, as no other account can." in page and "second person" not in page


def test_what_was_wrong_with_another_step_is_not_said_at_the_rejection(moderator):
    comment = make_comment(tier=Tier.HIGH)
    urgent.lower_tier(comment, User.objects.get(email="moderator@example.org"), tier=Tier.NONE, note="A song text")
    fields = {"move": "approve", "seen": Status.PENDING, "words": words_of(comment), "note": "Read again"}
    answer = moderator.post(reverse("admin:comments_comment_decide", args=[comment.pk]), fields)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 409 and "Nobody else can take this step" in page.select_one("#errors").text
    assert "Nobody else" not in page.select_one("#reject").text
    assert page.select_one("#reject [name=note]").text.strip() == ""
    assert page.select_one("#second [name=note]").text.strip() == "Read again"
    assert page.select_one("#second button").text.strip() == "Approve, decided alone"
