"""The queue one comment at a time: its order, its keys as buttons, undo, and the same cost however much waits."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments import desk_page, moderation, queues
from comments.models import Comment, Decision, Queue, Status
from tests.comment_factories import make_comment, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/comment/queue/"
PRIORITY = {Queue.URGENT: 1, Queue.PRIVACY: 11, Queue.CLINICAL: 21, Queue.NORMAL: 31, Queue.SPAM: 41}


def page_of(comment, queue="") -> str:
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    return address + (f"?queue={queue}" if queue else "")


def decide(client, comment, move, **fields):
    fields = {"move": move, "seen": Status.PENDING, "words": words_of(comment)} | fields
    return client.post(reverse("admin:comments_comment_decide", args=[comment.pk]), fields)


def in_queue(queue, **changes):
    return make_comment(queue=queue, priority=PRIORITY[queue], **changes)


def test_the_queue_opens_on_the_most_pressing_comment(moderator):
    in_queue(Queue.SPAM)
    urgent = in_queue(Queue.URGENT)
    assert moderator.get(QUEUE)["Location"] == page_of(urgent)


def test_one_queue_is_read_to_its_end_and_then_says_so(moderator):
    first, second = in_queue(Queue.CLINICAL), in_queue(Queue.CLINICAL)
    in_queue(Queue.NORMAL)
    assert moderator.get(QUEUE, {"queue": "clinical"})["Location"] == page_of(first, "clinical")
    assert decide(moderator, first, "approve", queue="clinical")["Location"] == page_of(second, "clinical")
    end = decide(moderator, second, "approve", queue="clinical")["Location"]
    page = moderator.get(end).content.decode()
    assert "Nothing in this queue waits for you" in page and "To what waits in all queues" in page


@pytest.mark.parametrize("queue", ["x", "urgent'--", "clinical%00"])
def test_a_queue_that_is_none_is_all_of_them(moderator, queue):
    comment = make_comment()
    assert moderator.get(QUEUE, {"queue": queue})["Location"] == page_of(comment)


def test_the_page_has_every_key_as_a_button(moderator):
    before, comment, following = (make_comment() for _ in range(3))
    comment.findings = [{"field": "text", "screen": "identifiers", "kind": "phone", "tier": "", "rule": "x"}]
    comment.findings[0] |= {"start": 0, "end": 5}
    comment.save()
    page = moderator.get(page_of(comment)).content.decode()
    for key in "jkarsde?":
        assert f'data-key="{key}"' in page
    assert page_of(before) in page and page_of(following) in page


def test_counts_and_the_oldest_age_stand_above_every_comment(moderator):
    now = timezone.now()
    comment = in_queue(Queue.CLINICAL, submitted_at=now - timedelta(hours=5, minutes=1))
    in_queue(Queue.CLINICAL)
    page = " ".join(moderator.get(page_of(comment)).content.decode().split())
    assert "Clinical <strong>2</strong>" in page and "oldest 5 hours" in page


def test_a_decision_is_undone_within_ten_seconds_in_its_old_place(moderator, reader):
    comment, _following = make_comment(text="Too fast"), make_comment()
    waiting_since = comment.waiting_since
    page = moderator.get(decide(moderator, comment, "approve")["Location"]).content.decode()
    assert 'value="undo"' in page
    assert decide(moderator, comment, "undo", seen=Status.APPROVED)["Location"] == page_of(comment)
    comment.refresh_from_db()
    assert (comment.status, comment.waiting_since, comment.decided_by_name) == (Status.PENDING, waiting_since, "")
    assert "Too fast" not in reader.get(comment.article.get_absolute_url()).content.decode()
    assert list(Decision.objects.values_list("to_status", flat=True)) == [Status.APPROVED, Status.PENDING]


def test_after_ten_seconds_it_is_too_late_to_undo(moderator):
    comment, following = make_comment(), make_comment()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        decide(moderator, comment, "approve")
        clock.shift(timedelta(seconds=11))
        assert 'value="undo"' not in moderator.get(page_of(following)).content.decode()
        answer = decide(moderator, comment, "undo", seen=Status.APPROVED)
        assert "Nothing was changed" in moderator.get(answer["Location"]).content.decode()
    assert Comment.objects.get(pk=comment.pk).status == Status.APPROVED


def test_nobody_undoes_what_a_colleague_decided(people):
    comment = make_comment(status=Status.SPAM, decided_by=people["editor"])
    with pytest.raises(moderation.AlreadyDecided):
        moderation.undo(comment, people["moderator"])


@pytest.mark.parametrize("role", ["editor", "clinician", "owner"])
def test_only_moderators_undo(people, role):
    comment = make_comment(status=Status.SPAM, decided_by=people[role])
    with pytest.raises(moderation.PermissionDenied):
        moderation.undo(comment, people[role])


def test_other_comments_of_the_same_network_are_named_without_an_address(moderator):
    comment = make_comment(network_hash="a" * 64)
    make_comment(network_hash="a" * 64, status=Status.REJECTED, decision_reason="unkind", text="Hers")
    make_comment(network_hash="b" * 64)
    page = moderator.get(page_of(comment)).content.decode()
    assert "1 other comment from the same network" in page and "It attacks or insults somebody" in page
    assert "a" * 64 not in page and "Hers" not in page


def test_after_several_urgent_ones_a_pause_is_suggested(moderator, people):
    for _ in range(desk_page.MANY_URGENT):
        moderation.approve(in_queue(Queue.URGENT), people["moderator"])
    page = moderator.get(page_of(in_queue(Queue.URGENT))).content.decode()
    assert "Take a pause now" in page


def fill_the_queue(number):
    article, now = make_article(), timezone.now()
    rows = (Comment(article=article, text=f"Text {n}", submitted_at=now, language="en-us") for n in range(number))
    Comment.objects.bulk_create(rows, batch_size=500)


def test_the_page_costs_the_same_with_five_thousand_waiting(moderator):
    costs = []
    moderator.get("/admin/")  # the first visit also opens the session
    for more in (3, 5000):
        fill_the_queue(more)
        comment = Comment.objects.waiting().order_by("pk")[1]
        with CaptureQueriesContext(connection) as asked:
            assert moderator.get(page_of(comment, "normal")).status_code == 200
        costs.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            moderator.get(QUEUE)
        costs.append(len(asked))
    assert costs[:2] == costs[2:] and max(costs) <= 15


@pytest.mark.servers
@pytest.mark.parametrize("queue", ["", "normal", "clinician"])
def test_the_next_and_the_counts_are_found_by_an_index(people, queue):
    fill_the_queue(2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    comment, now = Comment.objects.order_by("pk")[1000], timezone.now()
    with CaptureQueriesContext(connection) as asked:
        queues.next_to_read(comment, people["moderator"], queue, now)
        queues.one_before(comment, queue)
        queues.first_to_read(people["moderator"], queue, now)
    if connection.vendor == "sqlite":
        for query in asked.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                plan = " ".join(str(row[3]) for row in cursor.fetchall())
            assert "USING INDEX" in plan and "SCAN comments_comment" not in plan, plan
