"""Two moderators never work on the same comment unaware: claims, taking over, handing over."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from clinic.models import Record, User
from clinic.roles import MODERATOR
from comments import claims, desk_page
from comments.models import Comment, Decision, Status, Tier
from comments.undoing import last_step
from jobs.models import OutboxMail
from tests.comment_factories import make_comment, words_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(people) -> User:
    user = User.objects.create_user("second@example.org", None, display_name="Second")
    user.groups.add(Group.objects.get(name=MODERATOR))
    return user


def press(client, comment, step, **fields):
    return client.post(reverse("admin:comments_comment_claim", args=[comment.pk]), {"step": step} | fields)


def page(client, comment) -> str:
    return client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()


def decide(client, comment, move, **fields):
    fields = {"move": move, "seen": Status.PENDING, "words": words_of(comment)} | fields
    return client.post(reverse("admin:comments_comment_decide", args=[comment.pk]), fields)


def test_a_colleague_sees_who_reads_it_and_decides_nothing(moderator, second):
    comment = make_comment()
    press(moderator, comment, "claim")
    other = signed_in(second)
    assert "Moderator is reading this comment" in page(other, comment)
    answer = decide(other, comment, "approve")
    assert "Moderator is reading it" in other.get(answer["Location"]).content.decode()
    assert Comment.objects.get().status == Status.PENDING


def test_somebody_in_danger_waits_for_no_claim(moderator, second):
    comment = make_comment()
    press(moderator, comment, "claim")
    decide(signed_in(second), comment, "raise", note="Says goodbye")
    assert Comment.objects.get().tier == "high"


def test_a_claim_ends_by_itself(people, second):
    comment, now = make_comment(), timezone.now()
    assert claims.claim(comment, people["moderator"], at=now)
    assert not claims.claim(comment, second, at=now + timedelta(minutes=9))
    assert claims.claim(comment, second, at=now + timedelta(minutes=10))
    assert comment.claimed_by == second


def test_reading_on_takes_the_next_and_leaves_out_what_others_read(moderator, people, second):
    first, taken, free = (make_comment() for _ in range(3))
    claims.claim(taken, second)
    answer = decide(moderator, first, "approve")
    assert answer["Location"] == reverse("admin:comments_comment_change", args=[free.pk])
    assert Comment.objects.get(pk=free.pk).claimed_by == people["moderator"]


def test_taking_over_is_on_record(moderator, people, second):
    comment = make_comment()
    claims.claim(comment, second)
    press(moderator, comment, "take_over")
    assert Comment.objects.get().claimed_by == people["moderator"]
    assert Record.objects.get(action="take over comment").actor == people["moderator"]


def test_handing_over_gives_it_to_a_colleague_for_an_hour(moderator, second):
    comment = make_comment()
    press(moderator, comment, "hand_over", to=second.pk)
    assert "Second is reading this comment" in page(moderator, comment)
    assert "You are reading it" in page(signed_in(second), comment)


def test_what_is_handed_over_with_a_note_is_told_by_mail_and_the_note_stands_on_the_page(moderator, second, people):
    comment, other = make_comment(text="Words of somebody."), signed_in(second)
    press(moderator, comment, "hand_over", to=second.pk, hand_note=" I have tried\r\nthe nurse twice. ")
    reads = page(other, comment)
    assert (
        "handed it to you and says:" in reads and reads.count("I have tried<br>the nurse twice.") == 2
    )  # and the trail
    line, mail = Decision.objects.get(), OutboxMail.objects.get()
    assert (line.note, line.by, line.to_status) == (
        "I have tried\nthe nurse twice.",
        people["moderator"],
        comment.status,
    )
    assert mail.to == second.email and reverse("admin:comments_comment_change", args=[comment.pk]) in mail.body
    assert not re.search("words of somebody|nurse", mail.subject + mail.body, re.IGNORECASE)
    press(other, comment, "claim")
    assert "handed it to you" in page(other, comment)
    Comment.objects.update(claimed_until=timezone.now() + timedelta(minutes=5))
    assert "handed it to you" not in page(other, comment)


def test_a_note_that_names_somebody_comes_back_with_what_was_typed(moderator, second):
    comment = make_comment()
    answer = press(moderator, comment, "hand_over", to=second.pk, hand_note="Ring her on 07700 900123")
    form = BeautifulSoup(answer.content, "html.parser").find(id="hand-over")
    assert answer.status_code == 422 and form.has_attr("open")
    assert form.textarea["aria-describedby"].split()[-1] == form.select_one(".errorlist")["id"]
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("#content-main > *")["id"] == "errors"  # seen without a script, too
    assert page.select_one("#errors a")["href"] == "#" + form.textarea["id"]
    assert form.textarea.text.strip() == "Ring her on 07700 900123" and form.select_one("option[selected]")
    assert Comment.objects.get().claimed_by is None and not OutboxMail.objects.exists()


def test_what_was_handed_on_is_no_decision_that_undo_or_the_pause_counts(moderator, second, people):
    spam, *urgent = make_comment(), *(make_comment(tier=Tier.HIGH) for _each in range(3))
    decide(moderator, spam, "mark_spam")
    for comment in urgent:
        press(moderator, comment, "hand_over", to=second.pk, hand_note="Please")
    assert not desk_page.needs_pause(people["moderator"], timezone.now())
    assert last_step(people["moderator"], timezone.now()).first == spam


def test_handing_over_twice_at_once_tells_once(moderator, second):
    comment = make_comment()
    for _press in range(2):
        press(moderator, comment, "hand_over", to=second.pk, hand_note="Please")
    assert (OutboxMail.objects.count(), Decision.objects.count()) == (1, 1)
    assert OutboxMail.objects.get().useful_until == Comment.objects.get().claimed_until


@pytest.mark.parametrize(
    "gone", [{"status": Status.APPROVED}, {"erased_at": timezone.now()}], ids=["decided", "erased"]
)
def test_what_waits_no_more_is_handed_to_nobody_and_no_note_is_kept(moderator, second, gone):
    comment = make_comment(**gone)
    press(moderator, comment, "hand_over", to=second.pk, hand_note="Please")
    assert not OutboxMail.objects.exists() and not Decision.objects.exists()
    assert Comment.objects.get().claimed_by is None


def test_a_note_has_room_for_as_much_as_the_browser_lets_in(moderator, second):
    comment = make_comment()
    assert press(moderator, comment, "hand_over", to=second.pk, hand_note="a\r\n" * 249 + "aa").status_code == 302
    assert len(Decision.objects.get().note) == 500


def test_taking_over_keeps_a_note_that_cannot_be_stored(moderator, second):
    comment = make_comment()
    claims.claim(comment, second)
    refused = decide(moderator, comment, "reject", note="Ring 07700 900123", reason="unkind").content.decode()
    taken = press(moderator, comment, "take_over", **hidden_fields(refused, "Take it over"))
    assert taken.status_code == 200 and ">\nRing 07700 900123</textarea>" in taken.content.decode()
    assert claims.is_read_by_other(Comment.objects.get(), second, timezone.now())


def test_a_note_whose_form_is_gone_stands_beside_the_error(moderator, second):
    comment = make_comment(tier=Tier.HIGH)
    Comment.objects.update(tier=Tier.NONE)  # a colleague has lowered it
    claims.claim(comment, second)
    page = BeautifulSoup(decide(moderator, comment, "close", note="We rang", checked="on").content, "html.parser")
    assert "We rang" in page.find(id="errors").text and not page.select("#errors a")


def test_no_two_things_on_a_page_with_errors_have_one_name(moderator):
    page = BeautifulSoup(decide(moderator, make_comment(), "escalate", note="07700 900123").content, "html.parser")
    names = [tag["id"] for tag in page.find_all(id=True)]
    assert page.find(id="escalate-note-error") and len(names) == len(set(names))


def test_the_start_page_of_the_colleague_leads_to_what_was_handed_over(moderator, second):
    comment, other = make_comment(), signed_in(second)
    press(moderator, comment, "hand_over", to=second.pk)
    task = BeautifulSoup(other.get("/admin/").content, "html.parser").find(string=re.compile("1 comment in hand"))
    assert task.find_parent("a")["href"] == reverse("admin:comments_comment_change", args=[comment.pk])
    assert "in hand" not in moderator.get("/admin/").content.decode()
    Comment.objects.update(claimed_until=timezone.now())
    assert "in hand" not in other.get("/admin/").content.decode()


def test_handing_over_needs_somebody_who_decides(moderator, people):
    comment = make_comment()
    assert press(moderator, comment, "hand_over").status_code == 422
    assert press(moderator, comment, "hand_over", to=999999).status_code == 422
    assert press(moderator, comment, "hand_over", to=people["editor"].pk).status_code == 403
    assert Comment.objects.get().claimed_by is None


def test_the_page_script_gets_a_short_answer(moderator, second):
    comment = make_comment()
    accept = {"HTTP_ACCEPT": "application/json"}
    address = reverse("admin:comments_comment_claim", args=[comment.pk])
    assert moderator.post(address, {"step": "claim"}, **accept).status_code == 204
    assert signed_in(second).post(address, {"step": "claim"}, **accept).status_code == 409


def test_letting_go_frees_it_at_once(moderator, second):
    comment = make_comment()
    press(moderator, comment, "claim")
    press(moderator, comment, "let_go")
    assert "Nobody is reading it yet" in page(signed_in(second), comment)


def test_nobody_claims_what_is_decided(people):
    assert not claims.claim(make_comment(status=Status.SPAM), people["moderator"])


def test_bulk_spam_leaves_out_what_a_colleague_reads(moderator, second):
    comment = make_comment()
    claims.claim(comment, second)
    fields = {"action": "mark_selected_as_spam", "_selected_action": [comment.pk], "index": 0}
    answer = moderator.post("/admin/comments/comment/", fields, follow=True)
    assert Comment.objects.get().status == Status.PENDING
    assert "1 comment that a colleague is reading was left out." in answer.content.decode()


def test_an_account_that_was_switched_off_reads_nothing_any_more(moderator, people, second):
    comment = make_comment()
    claims.claim(comment, second)
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert "Nobody is reading it yet" in page(moderator, comment)
    first = moderator.get("/admin/comments/comment/queue/")
    assert first["Location"] == reverse("admin:comments_comment_change", args=[comment.pk])
    assert claims.claim(comment, people["moderator"])
    assert decide(moderator, comment, "approve").status_code == 302
    assert Comment.objects.get().status == Status.APPROVED


def hidden_fields(page: str, button: str) -> dict:
    """What the form with this button would send."""
    form = next(form for form in BeautifulSoup(page, "html.parser").find_all("form") if button in form.text)
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]") if field["name"] != "seen"}


def test_a_note_written_while_a_colleague_reads_it_is_kept_until_it_is_taken_over(moderator, second):
    comment = make_comment()
    claims.claim(comment, second)
    answer = decide(moderator, comment, "reject", reason="unkind", note="Third of its kind today")
    assert answer.status_code == 409 and Comment.objects.get().status == Status.PENDING
    kept = hidden_fields(answer.content.decode(), "Take it over")
    taken = press(moderator, comment, "take_over", seen=Status.PENDING, **kept)
    assert taken.status_code == 200
    form = taken.context["decision"]
    assert (form["reason"].value(), form["note"].value()) == ("unkind", "Third of its kind today")
    assert "Third of its kind today" in taken.content.decode()
    assert decide(moderator, comment, "reject", reason="unkind", note="Third of its kind today").status_code == 302
