"""The same form sent again makes no second comment, however fast and however often.

The look for a twin and the unique key each do this alone: without the look all of it stays green, because the key
refuses the second and its twin is then looked for. Seen red without both.
"""

import sqlite3
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Reason, Status
from tests.comment_factories import make_comment, send
from tests.factories import make_article

pytest_plugins = ["tests.database_file"]


@pytest.mark.django_db
def test_the_same_words_are_one_comment_and_get_the_same_answer(reader):
    article = make_article()
    first, second = send(reader, article), send(reader, article, text="  Thank you,\nthat helped. ")
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert Comment.objects.count() == 1


@pytest.mark.django_db
def test_under_another_article_or_as_a_reply_they_are_another_comment(reader):
    article = make_article()
    top = make_comment(article=article, status=Status.APPROVED)
    send(reader, article)
    send(reader, make_article())
    send(reader, article, parent=top.pk)
    assert Comment.objects.waiting().count() == 3


@pytest.mark.django_db
def test_a_day_later_they_are_a_new_comment(reader):
    article, start = make_article(), timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        send(reader, article)
        clock.move_to(start + timedelta(hours=23, minutes=59))
        send(reader, article)
        assert Comment.objects.count() == 1
        clock.move_to(start + timedelta(days=1))
        send(reader, article)
        assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_after_a_rejection_the_same_words_wait_again(reader, people):
    article = make_article()
    send(reader, article)
    moderation.reject(Comment.objects.get(), people["moderator"], reason=Reason.OFF_TOPIC)
    send(reader, article)
    assert Comment.objects.waiting().count() == 1


@pytest.mark.django_db
def test_repeating_does_not_use_up_what_a_network_may_send(reader):
    article = make_article()
    assert {send(reader, article).status_code for _ in range(15)} == {200}
    assert send(reader, article, text="Something else").status_code == 200


@pytest.mark.django_db
def test_repeating_the_last_one_that_was_taken_is_no_flood(reader):
    article = make_article()
    assert {send(reader, article, text=f"Message {n}").status_code for n in range(10)} == {200}
    assert send(reader, article, text="Message 9").status_code == 200


def send_at_once(number, article, text):
    gate, statuses = threading.Barrier(number), []

    def one(n):
        client = Client(REMOTE_ADDR=f"198.51.{n}.1")
        gate.wait()
        statuses.append(send(client, article, text=text(n)).status_code)
        connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
def test_twenty_at_once_make_one_comment_and_twenty_friendly_answers(database_file):
    article = make_article()
    assert send_at_once(20, article, lambda n: "Sent with a shaking finger") == [200] * 20
    assert Comment.objects.count() == 1
    if database_file:
        stored = sqlite3.connect(database_file).execute("SELECT count(*) FROM comments_comment").fetchone()
        assert stored == (1,), "the threads wrote into another database"


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
def test_eight_writers_at_once_all_get_through(database_file):
    article = make_article()
    assert send_at_once(8, article, lambda n: f"Message {n}") == [200] * 8
    assert Comment.objects.count() == 8
