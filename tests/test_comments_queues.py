"""The queues on the desk: the urgent first, with counts and ages, findings with their reasons, words covered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.models import Record
from comments.models import Comment, Queue, Status, Tier
from tests.comment_factories import make_comment, send, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"
PRIORITY = {Queue.URGENT: 1, Queue.PRIVACY: 11, Queue.CLINICAL: 21, Queue.NORMAL: 31, Queue.SPAM: 41}


def in_queue(queue, **changes):
    return make_comment(queue=queue, priority=PRIORITY[queue], name=f"Of {queue}", **changes)


def test_the_urgent_come_first_and_spam_last(moderator):
    for queue in reversed(Queue.values):
        in_queue(queue)
    page = moderator.get(LIST).content.decode()
    places = [page.index(f"Of {queue}") for queue in Queue.values]
    assert places == sorted(places)


def test_each_queue_has_its_filter_with_number_and_oldest_age(moderator):
    now = timezone.now()
    for hours in (1, 5):
        in_queue(Queue.CLINICAL, submitted_at=now - timedelta(hours=hours, minutes=1))
    in_queue(Queue.NORMAL)
    in_queue(Queue.CLINICAL, status=Status.APPROVED)
    page = moderator.get(LIST, {"queue": "clinical"}).content.decode()
    assert "Clinical: 2, oldest 5\xa0hours" in page and "Spam: none" in page
    assert page.count("Of clinical") == 2 and "Of normal" not in page


def test_urgent_words_stand_in_no_list_and_are_covered_on_their_page(moderator):
    comment = in_queue(Queue.URGENT, tier=Tier.HIGH, text="Heavy words")
    assert "Heavy words" not in moderator.get(LIST).content.decode()
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    covered = page[page.index('<details class="moderation__covered">') :]
    assert "Heavy words" in covered.split("</details>")[0] and page.count("Heavy words") == 1
    assert "No contact details:" in page and "I am looking after it" in page
    assert Record.objects.get(action="open urgent comment").object_id == str(comment.pk)


@pytest.mark.parametrize(
    ("confirmed", "said"),
    [(None, "it is not confirmed, so it may be"), (timezone.now(), "whoever reads it wrote this")],
)
def test_the_playbook_tells_a_confirmed_address_from_another(moderator, confirmed, said):
    comment = in_queue(Queue.URGENT, tier=Tier.HIGH, email_confirmed_at=confirmed)
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert said in page and ("no promise of an answer" in page) == bool(confirmed)


@pytest.mark.parametrize(
    ("confirmed", "said"), [(None, "It has not been confirmed"), (timezone.now(), "Whoever reads it has confirmed it")]
)
def test_an_address_is_shown_with_whether_it_is_confirmed_and_what_it_is_for(moderator, confirmed, said):
    comment = make_comment(email="owl@example.org", email_confirmed_at=confirmed)
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "given for notices only: owl@example.org" in page and said in page


def test_an_ordinary_comment_is_not_covered_and_has_no_playbook(moderator):
    comment = make_comment(text="Light words")
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Light words" in page and "moderation__covered" not in page and "No contact details:" not in page


def test_findings_are_marked_in_the_words_with_the_reason_of_their_rule(reader, moderator, people):
    send(reader, make_article(), text="Hello all. I want to <b>kill myself</b> & go")
    comment = Comment.objects.get()
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "<mark>" in page and "Killing oneself" in page
    assert "&lt;b&gt;" in page and "<b>kill" not in page


def test_the_list_asks_no_more_with_more_comments(moderator, django_assert_max_num_queries):
    article = make_article()
    for _ in range(20):
        make_comment(article=article, queue=Queue.PRIVACY)
    moderator.get("/admin/")  # the first visit also opens the session
    with django_assert_max_num_queries(15):
        moderator.get(LIST)


def test_a_staff_reply_that_could_say_who_is_a_patient_is_to_be_reworded(moderator, monkeypatch):
    from comments import triage
    from comments.screening.finding import Finding

    def guard(text, *, staff=False):
        return [Finding("staff_reply", "", "", 0, 4, "rule")] if staff and "your visit" in text else []

    monkeypatch.setattr(triage, "screen_text", guard)
    comment = make_comment(status=Status.APPROVED)
    address = reverse("admin:comments_comment_reply", args=[comment.pk])
    answer = moderator.post(address, {"text": "At your visit we said so.", "words": words_of(comment)})
    assert answer.status_code == 422 and "Say it in other words" in answer.content.decode()
    assert moderator.post(address, {"text": "In general, yes.", "words": words_of(comment)}).status_code == 302
