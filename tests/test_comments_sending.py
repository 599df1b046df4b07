"""Sending a comment: what is stored, what is answered, and what the form says when something is missing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from comments.models import Comment, Status
from tests.comment_factories import make_comment, make_reply, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_comment_is_stored_and_waits(reader):
    article = make_article()
    answer = send(reader, article, email="owl@example.org")
    assert answer.status_code == 200
    comment = Comment.objects.get()
    assert (comment.name, comment.email) == ("Night owl", "owl@example.org")
    assert comment.text == "Thank you, that helped."
    assert (comment.article, comment.status, comment.parent) == (article, Status.PENDING, None)


def test_the_answer_says_what_happens_now_with_the_help_lines_and_is_never_stored(reader):
    answer = send(reader, make_article())
    page = answer.content.decode()
    assert "We read comments every day and decide within two working days." in page
    assert "988" in page and "911" in page
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_answer_does_not_repeat_the_words(reader):
    assert "that helped" not in send(reader, make_article()).content.decode()


def test_a_pending_comment_is_not_shown(reader):
    article = make_article()
    send(reader, article, text="Unread words")
    assert "Unread words" not in reader.get(article.get_absolute_url()).content.decode()
    assert "Unread words" not in reader.get(reverse("comments:thread", args=[article.slug])).content.decode()


@pytest.mark.parametrize(
    ("fields", "message", "target"),
    [
        ({"text": ""}, "Write your comment before you send it.", "#reply-text"),
        ({"text": " \r\n\t "}, "Write your comment before you send it.", "#reply-text"),
        ({"text": None}, "Write your comment before you send it.", "#reply-text"),
        ({"text": "a" * 5001}, "Your comment has 5,001 characters. Shorten it to 5,000.", "#reply-text"),
        ({"name": ""}, "Enter a name to show.", "#reply-name"),
        ({"name": "n" * 41}, "Choose a name of at most 40 characters.", "#reply-name"),
        ({"email": "owl@"}, "Enter an e-mail address such as", "#reply-email"),
    ],
)
def test_an_error_stands_beside_its_field_and_in_a_linked_summary(reader, fields, message, target):
    answer = send(reader, make_article(), **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(message) == 2
    assert f'href="{target}"' in page
    assert not Comment.objects.exists()


def test_the_words_are_kept_when_something_is_wrong(reader):
    page = send(reader, make_article(), name="", text="Words I wrote\n\nfor a long time").content.decode()
    assert "Words I wrote\n\nfor a long time</textarea>" in page


def test_exactly_5000_characters_are_taken_however_many_bytes_they_have(reader):
    send(reader, make_article(), text="😀" * 5000)
    assert len(Comment.objects.get().text) == 5000


def test_a_reply_joins_the_thread(reader):
    top = make_comment(status=Status.APPROVED)
    send(reader, top.article, parent=top.pk, text="To you")
    assert Comment.objects.get(text="To you").parent == top


def test_a_reply_to_a_reply_joins_the_same_thread(reader):
    top = make_comment(status=Status.APPROVED)
    reply = make_reply(top, status=Status.APPROVED)
    send(reader, top.article, parent=reply.pk, text="To you both")
    assert Comment.objects.get(text="To you both").parent == top


@pytest.mark.parametrize("state", [Status.PENDING, Status.REJECTED, Status.SPAM, Status.WITHDRAWN])
def test_what_is_not_public_cannot_be_answered_and_the_words_are_kept(reader, state):
    hidden = make_comment(status=state)
    answer = send(reader, hidden.article, parent=hidden.pk, text="Are you there?")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The comment you answer is not here any more." in page
    assert "Are you there?" in page and f'value="{hidden.pk}"' not in page


def test_a_comment_of_another_article_cannot_be_answered(reader):
    other = make_comment(status=Status.APPROVED)
    assert send(reader, make_article(), parent=other.pk).status_code == 422


@pytest.mark.parametrize("parent", ["abc", "-1", "0", "9" * 30, "1; DROP TABLE"])
def test_an_odd_parent_is_an_error_of_the_form(reader, parent):
    assert send(reader, make_article(), parent=parent).status_code == 422


def kept(answer) -> bool:
    return "Thank you, that helped.</textarea>" in answer.content.decode()


def test_a_draft_takes_no_comment_and_says_nothing_of_itself(reader):
    article = make_article(publish=False, title="A secret plan")
    answer = send(reader, article)
    assert answer.status_code == 404 and kept(answer)
    assert "A secret plan" not in answer.content.decode()
    assert not Comment.objects.exists()


def test_an_unknown_article_keeps_the_words(reader):
    article = make_article()
    article.slug = "no-such-article"
    answer = send(reader, article)
    assert answer.status_code == 404 and kept(answer)


def test_a_withdrawn_article_takes_no_comment_and_keeps_the_words(reader):
    article = make_article()
    publishing.withdraw(article, publishing.MACHINE, reason="Old")
    answer = send(reader, article)
    assert answer.status_code == 410 and kept(answer)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("days", [-400, -1])
def test_after_its_closing_day_an_article_takes_no_comments(reader, days):
    article = make_article(comments_close_on=timezone.localdate() + timedelta(days=days))
    answer = send(reader, article)
    assert answer.status_code == 409 and kept(answer)
    assert not Comment.objects.exists()


def test_on_its_closing_day_it_still_does(reader):
    assert send(reader, make_article(comments_close_on=timezone.localdate())).status_code == 200


def test_comments_closed_by_hand_take_none_and_keep_the_words(reader):
    answer = send(reader, make_article(comments_open=False))
    assert answer.status_code == 409 and kept(answer)


def test_somebody_in_danger_is_told_first_that_nobody_will_read_what_is_not_taken(reader):
    answer = send(reader, make_article(comments_open=False), text="I want to die tonight")
    page = answer.content.decode()
    assert answer.status_code == 409 and not Comment.objects.exists()
    assert page.index("nobody here will read") < page.index("are not taken here any more")
    assert page.index("tel:") < page.index("nobody here will read")


def test_other_methods_are_refused(reader):
    address = reverse("comments:thread", args=[make_article().slug])
    assert reader.put(address).status_code == reader.delete(address).status_code == 405


def test_the_database_being_away_keeps_the_words(reader, monkeypatch):
    from django.db import OperationalError

    from comments import sending

    def away(*args, **kwargs):
        raise OperationalError("database is locked")

    article = make_article()
    monkeypatch.setattr(sending, "submit", away)
    answer = send(reader, article)
    assert answer.status_code == 503 and kept(answer)
    assert answer["Retry-After"]
