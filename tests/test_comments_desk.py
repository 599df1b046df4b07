"""The staff's queue: the list, the page of one comment, bulk steps and replies."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments import bulk, moderation
from comments.models import Comment, Decision, Reason, Status
from tests.comment_factories import make_comment, make_reply, words_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"


def page_of(comment) -> str:
    return reverse("admin:comments_comment_change", args=[comment.pk])


def decide(client, comment, move, **fields):
    fields = {"move": move, "seen": Status.PENDING, "words": words_of(comment)} | fields
    return client.post(reverse("admin:comments_comment_decide", args=[comment.pk]), fields)


def reply(client, comment, text):
    return client.post(
        reverse("admin:comments_comment_reply", args=[comment.pk]), {"text": text, "words": words_of(comment)}
    )


def status_of(comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def test_the_list_opens_on_what_waits_the_oldest_first_with_its_age(moderator):
    article, now = make_article(), timezone.now()
    for name, days in (("newer", 1), ("older", 3)):
        make_comment(article=article, text=f"The {name} one", submitted_at=now - timedelta(days=days, minutes=1))
    make_comment(article=article, text="Shown already", status=Status.APPROVED)
    page = moderator.get(LIST).content.decode()
    assert page.index("The older one") < page.index("The newer one")
    assert "3\xa0days" in page and "Shown already" not in page


@pytest.mark.parametrize("state", Status)
def test_every_state_has_its_queue(moderator, state):
    for each in Status:
        make_comment(status=each, name=f"It is {each}")
    page = moderator.get(LIST, {"state": state}, follow=True).content.decode()
    assert [each for each in Status if f"It is {each}" in page] == [state]
    assert moderator.get(LIST, {"state": "all"}, follow=True).content.decode().count("It is ") == len(Status)


def test_the_page_shows_the_whole_comment_in_its_context_as_plain_words(moderator):
    article = make_article(title="About sleep")
    asked = make_comment(article=article, status=Status.APPROVED, text="A question")
    comment = make_reply(asked, text="<script>alert(1)</script> " + "long " * 200 + "end")
    page = moderator.get(page_of(comment)).content.decode()
    assert "About sleep" in page and "A question" in page and "long end" in page
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_approving_shows_it_to_everybody_and_leads_to_the_next(moderator, reader):
    comment, following = make_comment(text="At last"), make_comment()
    answer = decide(moderator, comment, "approve")
    assert answer.status_code == 302 and answer["Location"] == page_of(following)
    assert "At last" in reader.get(comment.article.get_absolute_url()).content.decode()


def test_rejecting_needs_a_reason_and_says_so(moderator):
    comment = make_comment()
    answer = decide(moderator, comment, "reject", reason="", note="Kept note")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose the reason" in page and "Kept note" in page
    assert status_of(comment) == Status.PENDING
    decide(moderator, comment, "reject", reason=Reason.OFF_TOPIC, note="Kept note")
    decision = Decision.objects.get()
    assert (decision.to_status, decision.reason, decision.note) == (Status.REJECTED, Reason.OFF_TOPIC, "Kept note")


@pytest.mark.parametrize(
    ("state", "move", "target"),
    [
        (Status.PENDING, "mark_spam", Status.SPAM),
        (Status.APPROVED, "withdraw", Status.WITHDRAWN),
        (Status.REJECTED, "reopen", Status.PENDING),
    ],
)
def test_the_other_steps_work_from_the_page(moderator, state, move, target):
    comment = make_comment(status=state)
    assert f'value="{move}"' in moderator.get(page_of(comment)).content.decode()
    decide(moderator, comment, move, seen=state)
    assert status_of(comment) == target


def test_what_a_colleague_decided_meanwhile_is_not_overturned(moderator, people):
    comment = make_comment()
    moderation.approve(Comment.objects.get(pk=comment.pk), people["moderator"])
    answer = decide(moderator, comment, "reject", reason=Reason.UNKIND, seen=Status.PENDING)
    assert "Nothing was changed" in moderator.get(answer["Location"]).content.decode()
    assert status_of(comment) == Status.APPROVED


@pytest.mark.parametrize("fields", [{"move": "delete"}, {"move": ""}, {"seen": "x"}, {"note": "a" * 501}])
def test_odd_decisions_change_nothing(moderator, fields):
    comment = make_comment()
    assert decide(moderator, comment, **({"move": "approve"} | fields)).status_code == 422
    assert status_of(comment) == Status.PENDING


def test_a_reply_from_the_page_is_on_the_site(moderator, reader):
    comment = make_comment(status=Status.APPROVED)
    reply(moderator, comment, "In general, yes.")
    assert "In general, yes." in reader.get(comment.article.get_absolute_url()).content.decode()


def test_a_reply_that_cannot_be_published_keeps_its_words(moderator):
    gone = make_comment(status=Status.REJECTED)
    answer = reply(moderator, gone, "Long thoughts")
    assert answer.status_code == 422 and "Long thoughts</textarea>" in answer.content.decode()
    assert not Comment.objects.filter(is_staff_reply=True).exists()


def choose(client, action, comments, **fields):
    return client.post(LIST, {"action": action, "_selected_action": [c.pk for c in comments], **fields})


def test_nothing_is_approved_together_with_others(moderator):
    comments = [make_comment() for _ in range(3)]
    assert "approve_selected" not in moderator.get(LIST).content.decode()
    choose(moderator, "approve_selected", comments, index=0, read="yes")
    assert {status_of(c) for c in comments} == {Status.PENDING}


def test_bulk_spam(moderator):
    comments = [make_comment() for _ in range(3)]
    choose(moderator, "mark_selected_as_spam", comments, index=0)
    assert {status_of(c) for c in comments} == {Status.SPAM}


def test_no_more_is_called_spam_at_once_than_somebody_looks_through(moderator, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_SPAM", 2)
    comments = [make_comment() for _ in range(3)]
    choose(moderator, "mark_selected_as_spam", comments, index=0)
    assert {status_of(c) for c in comments} == {Status.PENDING}


def test_words_are_neither_added_nor_changed_nor_deleted_by_hand(moderator):
    comment = make_comment(text="Hers")
    assert moderator.get(LIST + "add/").status_code == 403
    assert moderator.post(page_of(comment), {"text": "Mine"}).status_code == 405
    assert moderator.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"}).status_code == 403
    choose(moderator, "delete_selected", [comment], index=0, post="yes")
    assert Comment.objects.get().text == "Hers"


@pytest.mark.parametrize("name", ["editor", "owner", "clinician"])
def test_others_decide_nothing(request, name):
    client, comment = request.getfixturevalue(name), make_comment()
    assert decide(client, comment, "approve").status_code == 403
    choose(client, "mark_selected_as_spam", [comment], index=0)
    assert status_of(comment) == Status.PENDING


def test_a_clinician_reads_and_replies_but_has_no_buttons(clinician):
    comment = make_comment(status=Status.APPROVED)
    page = clinician.get(page_of(comment)).content.decode()
    assert comment.text in page and 'value="withdraw"' not in page
    assert reply(clinician, comment, "In general, yes.").status_code == 302


def test_strangers_are_sent_to_sign_in(reader):
    comment = make_comment()
    for address in (LIST, page_of(comment)):
        assert reader.get(address).status_code == 302
    assert decide(reader, comment, "approve").status_code == 302
    assert status_of(comment) == Status.PENDING


def test_a_comment_that_is_not_there_answers_404(moderator):
    assert moderator.get(f"{LIST}999999/change/").status_code == 404
    assert moderator.get(f"{LIST}abc/change/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_queue_and_the_page_take_few_queries(moderator, django_assert_max_num_queries, number):
    article = make_article()
    comments = [make_comment(article=article) for _ in range(number)]
    moderator.get("/admin/")  # the first visit also opens the session
    with django_assert_max_num_queries(15):
        assert moderator.get(LIST).content.decode().count("Words number") == number
    with django_assert_max_num_queries(15):
        moderator.get(page_of(comments[0]))


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED])
def test_so_does_the_page_of_one_that_has_everything(moderator, django_assert_max_num_queries, status):
    article = make_article()
    values = {"article": article, "network_hash": "ab" * 32}
    for _ in range(3):
        make_comment(**values)
    comment = make_comment(**values, status=status)
    make_reply(comment, is_staff_reply=True, status=status)
    moderator.get(LIST)  # the first page of a session writes that down
    with django_assert_max_num_queries(15):
        page = moderator.get(page_of(comment))
    assert page.status_code == 200
