"""Feedback in which somebody may be in danger: urgent whatever is wrong with the form, and never published."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from clinic.models import User
from comments import moderation, outcomes, sending, staff_replies, urgent
from comments.models import Comment, Feedback, Queue, Status, Tier
from comments.posting import Draft, submit
from tests.comment_factories import FROM_OUR_PAGE, words_of
from tests.conftest import signed_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db

DESPAIR = "I want to kill myself tonight"
CALL = "notice notice--help"  # the help lines before everything else; the quiet band is on every page


@pytest.fixture
def article(db):
    return make_article(slug="page", body="<h2>How long</h2><p>More.</p>")


@pytest.fixture
def second(people) -> User:
    user = User.objects.create_user("second@example.org", None, display_name="Second")
    user.groups.add(*people["moderator"].groups.all())
    return user


def tell(client, headers=FROM_OUR_PAGE, **fields):
    fields = {"section": "how-long", "text": DESPAIR} | fields
    return client.post(reverse("comments:feedback", args=["page"]), fields, **headers)


def decide(client, comment, move, **fields):
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    form = {"move": move, "seen": Status.PENDING, "words": words_of(comment), "note": "Because"}
    return client.post(address, form | fields)


def test_it_is_never_published_though_one_lowers_it_and_a_second_approves(reader, article, moderator, second):
    assert "will not be published" in tell(reader).content.decode()
    message = Comment.objects.get()
    desk = reverse("admin:comments_comment_change", args=[message.pk])
    page = moderator.get(desk).content.decode()
    assert "Sent as feedback: never published" in page and "(How long)" in page
    assert "Publishing it afterwards" not in page
    decide(moderator, message, "lower", tier="none")
    other = signed_in(second)
    page = other.get(desk).content.decode()
    assert "Sent as feedback: never published" in page and 'value="approve"' not in page and "#second" not in page
    answer = decide(other, message, "approve", checked="on")
    assert answer.status_code == 409 and "told that it would not be published" in answer.content.decode()
    message.refresh_from_db()
    assert (message.status, message.tier) == (Status.PENDING, Tier.NONE)
    assert not staff_replies.can_answer(message)
    assert decide(other, message, "reject", reason="off_topic").status_code == 302
    assert DESPAIR not in reader.get(article.get_absolute_url()).content.decode()


def test_taking_a_decision_back_opens_no_way_and_neither_does_the_database(reader, article, people, second):
    tell(reader)
    message = Comment.objects.get()
    urgent.lower_tier(message, people["moderator"], tier="none", note="Mild")
    for verb in (moderation.undo, moderation.reopen):
        moderation.mark_spam(message, second)
        verb(message, second)
        with pytest.raises(outcomes.NotPublishable):
            moderation.approve(message, second)
    changes = {"status": Status.APPROVED, "decided_at": timezone.now(), "decided_by_name": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.update(**changes)


def test_the_same_words_sent_as_a_comment_are_another_message(article):
    first = submit(article, Draft("", "", DESPAIR), address="198.51.100.7")
    other = submit(article, Draft("", "", DESPAIR, feedback_on="Sources"), address="198.51.100.7")
    assert first != other and not first.came_as_feedback and other.feedback_section == "Sources"


@pytest.mark.parametrize(
    ("fields", "part"),
    [({"text": f"{DESPAIR}. " + "x " * 1000}, "How long"), ({"section": "elsewhere"}, "The whole page")],
)
def test_a_form_with_mistakes_that_holds_despair_is_taken_all_the_same(reader, moderator, article, fields, part):
    answer = tell(reader, **fields)
    assert answer.status_code == 200 and "will not be published" in answer.content.decode()
    message = Comment.objects.get()
    assert (message.tier, message.queue, message.alerts) == (Tier.HIGH, Queue.URGENT, 1)
    assert message.came_as_feedback and message.feedback_section == part


def test_the_help_lines_come_first_on_a_form_with_mistakes_or_from_elsewhere(reader, article):
    emergency = "My husband has chest pain and cannot be woken. "
    answer = tell(reader, text=emergency + "x" * 1000)
    assert answer.status_code == 422 and CALL in answer.content.decode() and emergency in answer.content.decode()
    answer = tell(reader, headers={"HTTP_SEC_FETCH_SITE": "cross-site"})
    assert answer.status_code == 403 and CALL in answer.content.decode() and DESPAIR in answer.content.decode()
    assert CALL not in tell(reader, text="x" * 1001).content.decode()


def test_despair_is_taken_where_the_limit_is_reached_and_danger_gets_the_help_lines(reader, article):
    for number in range(10):
        tell(reader, text=f"Unclear in place {number}.")
    answer = tell(reader, text="I feel hopeless and empty.")
    assert answer.status_code == 429 and CALL in answer.content.decode() and "hopeless" in answer.content.decode()
    assert tell(reader).status_code == 200 and Comment.objects.get().came_as_feedback


def test_words_about_a_withdrawn_article_come_back(reader, article):
    publishing.withdraw(article, publishing.MACHINE, reason="Old")
    answer = tell(reader)
    page = answer.content.decode()
    assert answer.status_code == 410 and DESPAIR in page and CALL in page
    assert reader.get(reverse("comments:feedback", args=["page"])).status_code == 404


def test_words_come_back_where_the_database_is_away(reader, article, monkeypatch):
    def away(*args, **kwargs):
        raise sending.OperationalError

    monkeypatch.setattr("comments.feedback_pages.get_public_article", away)
    answer = tell(reader, text="The second sentence is hard to follow.")
    assert answer.status_code == 503 and "hard to follow" in answer.content.decode()


def test_the_desk_shows_neither_network_nor_findings_nor_alerts(reader, editor, article):
    tell(reader, text="The second sentence is hard to follow.")
    made = Feedback.objects.get()
    page = editor.get(f"/admin/comments/feedback/{made.pk}/change/").content.decode()
    assert "hard to follow" in page and made.network_hash and made.network_hash not in page
    assert not any(f"field-{name}" in page for name in ("network_hash", "findings", "alerts", "next_alert_at"))
