"""A writer's private page: found by nobody else, and her words are hers to change, withdraw, take along and erase."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments import moderation, private, staff_replies
from comments.models import Comment, Decision, Queue, Reason, Status, Tier
from jobs.models import OutboxMail
from tests.comment_factories import FROM_OUR_PAGE, make_comment, make_reply, send
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def address_in(answer) -> str:
    found = re.search(r'href="http://testserver(/comments/[^"]+/)"', answer.content.decode())
    return found[1] if found else ""


@pytest.fixture
def sent(reader):
    """The address of the page, and the comment."""
    address = address_in(send(reader, make_article(title="Sleep"), text="My own words."))
    return address, Comment.objects.get()


def post(client, address, **fields):
    return client.post(address, fields, **FROM_OUR_PAGE)


def test_the_answer_after_sending_shows_the_link_and_the_page_says_it_waits(reader, sent):
    page = reader.get(sent[0])
    assert page.status_code == 200
    assert "It waits for a member of our team." in page.content.decode()
    assert "My own words." in page.content.decode()
    assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"] and not page.cookies


def test_the_token_is_stored_nowhere(sent):
    token = sent[0].split("/")[2]
    assert len(token) == 40
    assert token not in str(Comment.objects.values().get())


@pytest.mark.parametrize("token", ["a" * 40, "x", "A" * 39, "é" * 40, "0" * 41, "%00" * 40])
def test_a_made_up_token_opens_nothing(reader, sent, token):
    for address in (f"/comments/{token}/", f"/comments/{token}/export/"):
        assert reader.get(address).status_code == 404


def test_the_log_names_the_route_and_not_the_token(reader, sent, caplog):
    reader.get(sent[0])
    assert "comments:private" in str([record.__dict__ for record in caplog.records])
    assert sent[0].split("/")[2] not in str([record.__dict__ for record in caplog.records])


def test_somebody_who_writes_the_same_gets_no_link_to_it(reader, sent):
    other = FROM_OUR_PAGE | {"REMOTE_ADDR": "198.51.100.7"}
    answer = send(reader, sent[1].article, text="My own words.", headers=other)
    assert address_in(answer) == ""
    assert "not saved twice" in answer.content.decode()
    assert address_in(send(reader, sent[1].article, text="My own words.")) == sent[0]


def test_while_it_waits_it_can_be_changed_and_is_screened_again(reader, sent):
    post(reader, sent[0], name="Day owl", text="Other words.")
    sent[1].refresh_from_db()
    assert (sent[1].name, sent[1].text, sent[1].queue) == ("Day owl", "Other words.", Queue.NORMAL)
    answer = post(reader, sent[0], name="Day owl", text="Call me on 212 555 0142.").content.decode()
    assert "Check before you save" in answer and "<mark>212 555 0142</mark>" in answer
    sent[1].refresh_from_db()
    assert sent[1].text == "Other words."
    token = re.search('name="shield" value="([^"]+)"', answer)[1]
    post(reader, sent[0], name="Day owl", text="Call me on 212 555 0142.", shield=token, as_it_is="1")
    sent[1].refresh_from_db()
    assert sent[1].queue == Queue.PRIVACY


def test_a_change_to_despair_is_urgent_at_once(reader, moderator, sent):
    page = post(reader, sent[0], name="Owl", text="I want to kill myself tonight").content.decode()
    sent[1].refresh_from_db()
    assert (sent[1].tier, sent[1].queue, sent[1].alerts) == (Tier.HIGH, Queue.URGENT, 1)
    assert "911" in page.split("<main")[1]


def test_despair_cannot_be_taken_back_by_a_change(reader, sent):
    Comment.objects.update(tier=Tier.MEDIUM)
    post(reader, sent[0], name="Owl", text="All is well.")
    sent[1].refresh_from_db()
    assert sent[1].tier == Tier.MEDIUM


@pytest.mark.parametrize(
    "fields", [{"name": "Owl", "text": ""}, {"name": "", "text": "Words"}, {"name": "Owl", "text": "a" * 5001}]
)
def test_a_mistake_is_said_beside_its_field_and_the_words_stay(reader, sent, fields):
    answer = post(reader, sent[0], **fields)
    assert answer.status_code == 422
    assert fields["text"] in answer.content.decode()
    sent[1].refresh_from_db()
    assert sent[1].text == "My own words."


def test_after_a_decision_nothing_is_changed_and_the_words_come_back(reader, people, sent):
    moderation.approve(sent[1], people["moderator"])
    answer = post(reader, sent[0], name="Owl", text="Too late words")
    assert answer.status_code == 409 and "Too late words" in answer.content.decode()
    sent[1].refresh_from_db()
    assert sent[1].text == "My own words."


def test_a_rejection_says_why_and_what_to_change(reader, people, sent):
    moderation.reject(sent[1], people["moderator"], reason=Reason.DOSES_OR_SUPPLY, note="between us")
    page = reader.get(sent[0]).content.decode()
    assert "It names doses, use at home or where to get a medicine" in page
    assert "Leave out amounts" in page
    assert "between us" not in page and people["moderator"].display_name not in page


def test_a_published_one_leads_to_itself(reader, people, sent):
    moderation.approve(sent[1], people["moderator"])
    page = reader.get(sent[0]).content.decode()
    link = re.search(r'href="(/articles/[^"]+\?comment=\d+)#comment-\d+"', page)[1]
    assert "My own words." in reader.get(link).content.decode()


def test_withdrawing_takes_it_off_the_site_for_good(reader, people, sent):
    moderation.approve(sent[1], people["moderator"])
    post(reader, sent[0], withdraw="1")
    sent[1].refresh_from_db()
    assert sent[1].status == Status.WITHDRAWN
    assert not Comment.objects.published().exists()
    assert "It is withdrawn." in reader.get(sent[0]).content.decode()


def test_all_that_is_kept_can_be_taken_along(reader, sent):
    answer = reader.get(sent[0] + "export/")
    data = json.loads(answer.content)
    assert data["text"] == "My own words." and data["article"] == "Sleep"
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]


def test_erased_words_are_gone_and_the_page_with_them(reader, sent):
    post(reader, sent[0], erase="1")
    assert not Comment.objects.exists()
    assert reader.get(sent[0]).status_code == 404
    assert Decision.objects.exists()


def test_what_others_have_answered_becomes_an_empty_place(reader, sent):
    reply = make_reply(sent[1], status=Status.APPROVED)
    post(reader, sent[0], erase="1")
    sent[1].refresh_from_db()
    assert (sent[1].text, sent[1].name, sent[1].access_digest) == ("", "", None)
    assert Comment.objects.filter(pk=reply.pk).exists()


def test_an_urgent_one_leaves_every_view_and_stays_with_those_on_duty(reader):
    send(reader, make_article(), text="I want to kill myself tonight")
    comment = Comment.objects.get()
    address = reverse("comments:private", args=[private.token_from(comment.access_salt)])
    assert "988" in reader.get(address).content.decode().split("<main")[1]
    answer = post(reader, address, erase="1").content.decode()
    comment.refresh_from_db()
    assert comment.taken_back_at and "at most 72 hours" in answer
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("wish", ["erase", "withdraw", "text"])
def test_another_site_changes_nothing(reader, sent, wish):
    answer = reader.post(sent[0], {wish: "1", "name": "x"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    sent[1].refresh_from_db()
    assert (sent[1].status, sent[1].text) == (Status.PENDING, "My own words.")


def test_unsent_mail_to_the_address_goes_too(reader):
    answer = send(reader, make_article(), email="owl@example.org")
    assert OutboxMail.objects.filter(to="owl@example.org").exists()
    post(reader, address_in(answer), erase="1")
    assert not OutboxMail.objects.exists()


def test_a_staff_reply_has_no_page(people):
    top = make_comment(status=Status.APPROVED)
    reply = staff_replies.post(top, people["moderator"], "General words.", at=timezone.now() - timedelta(days=1))
    assert private.address_of(reply) == ""


def test_erasing_never_touches_mail_to_the_same_address_about_something_else(reader, people):
    """A stranger who writes with a colleague's address must not be able to delete her alerts."""
    mine = people["moderator"].email
    OutboxMail.objects.create(to=mine, subject="Urgent", body="alert", next_try_at=timezone.now())
    answer = send(reader, make_article(), email=mine)
    assert OutboxMail.objects.filter(to=mine).count() == 2
    post(reader, address_in(answer), erase="1")
    assert OutboxMail.objects.get(to=mine).subject == "Urgent"


def test_an_acknowledged_emergency_that_turns_to_despair_alerts_again(reader, moderator, sent):
    Comment.objects.update(queue=Queue.URGENT, acknowledged_at=timezone.now())
    post(reader, sent[0], name="Owl", text="I want to kill myself tonight")
    sent[1].refresh_from_db()
    assert (sent[1].tier, sent[1].acknowledged_at, sent[1].alerts) == (Tier.HIGH, None, 1)


def test_an_urgent_one_is_not_edited_out_of_its_queue_and_edits_make_no_flood_of_mail(reader, moderator, sent):
    Comment.objects.update(queue=Queue.URGENT)
    for number in range(5):
        post(reader, sent[0], name="Owl", text=f"All is well {number}.")
    sent[1].refresh_from_db()
    assert (sent[1].queue, sent[1].alerts) == (Queue.URGENT, 0)
    assert not OutboxMail.objects.exists()


def test_its_address_leaves_in_no_referrer_and_a_refused_change_keeps_the_words(reader, sent):
    assert reader.get(sent[0])["Referrer-Policy"] == "strict-origin"
    answer = reader.post(sent[0], {"name": "x", "text": "Typed words"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert "Typed words" in answer.content.decode()
