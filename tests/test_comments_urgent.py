"""Deciding about high distress: nobody publishes it, lowering leaves a trail, and a second person looks."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from clinic.models import User
from clinic.roles import MODERATOR
from comments import contacts, moderation, urgent
from comments.models import Comment, Decision, Queue, Status, Tier
from comments.models.comment import new_digest_key
from comments.steps import possible_steps, take_step
from comments.triage import triage
from tests.comment_factories import make_comment, words_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"


@pytest.fixture
def second(people) -> User:
    user = User.objects.create_user("second@example.org", None, display_name="Second")
    user.groups.add(Group.objects.get(name=MODERATOR))
    return user


@pytest.fixture
def high():
    return make_comment(tier=Tier.HIGH, text="I cannot go on")


def decide(client, comment, move, **fields):
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    return client.post(address, {"move": move, "seen": Status.PENDING, "words": words_of(comment)} | fields)


@pytest.mark.parametrize("move", ["approve", "reject", "mark_spam", "redact", "reopen", "raise"])
def test_what_high_distress_does_not_allow_changes_nothing(moderator, high, move):
    decide(moderator, high, move, reason="unkind", note="Because", checked="on")
    high.refresh_from_db()
    assert (high.status, high.tier) == (Status.PENDING, Tier.HIGH)
    assert move not in possible_steps(high) and not Decision.objects.exists()


@pytest.mark.parametrize("changes", [{"tier": Tier.HIGH}, {"queue": Queue.URGENT}])
def test_nothing_urgent_is_decided_together_with_others(moderator, changes):
    comment = make_comment(**changes)
    fields = {"action": "mark_selected_as_spam", "_selected_action": [comment.pk], "index": 0}
    page = moderator.post(LIST, fields, follow=True)
    comment.refresh_from_db()
    assert comment.status == Status.PENDING
    assert "1 urgent message was left out" in page.content.decode()


@pytest.mark.parametrize("note", ["", "   "])
def test_lowering_needs_a_written_reason(moderator, high, note):
    assert decide(moderator, high, "lower", tier="none", note=note).status_code == 422
    high.refresh_from_db()
    assert high.tier == Tier.HIGH


def test_lowering_leaves_a_trail_and_ends_the_alerts(people, high):
    decision = urgent.lower_tier(high, people["moderator"], tier="medium", note="A song text")
    high.refresh_from_db()
    assert (decision.from_tier, decision.to_tier, decision.note) == ("high", "medium", "A song text")
    assert (high.tier, high.queue, high.next_alert_at) == (Tier.MEDIUM, Queue.NORMAL, None)
    assert high.acknowledged_at


def test_who_lowered_it_does_not_publish_it_while_somebody_else_could(moderator, people, second, high):
    urgent.lower_tier(high, people["moderator"], tier="none", note="A song text")
    answer = decide(moderator, high, "approve", note="Fine", checked="on")
    assert answer.status_code == 409 and "Somebody else has to take this step" in answer.content.decode()
    decide(signed_in(second), high, "approve")
    high.refresh_from_db()
    assert (high.status, high.decided_by) == (Status.APPROVED, second)
    assert not Decision.objects.last().alone


def test_alone_in_the_clinic_it_takes_the_checklist_and_a_reason_and_is_marked(moderator, people, high):
    urgent.lower_tier(high, people["moderator"], tier="none", note="A song text")
    assert decide(moderator, high, "approve", note="Fine").status_code == 409
    assert decide(moderator, high, "approve", checked="on").status_code == 409
    assert decide(moderator, high, "approve", note="Fine", checked="on").status_code == 302
    assert Decision.objects.last().alone
    page = moderator.get(reverse("admin:comments_comment_change", args=[high.pk])).content.decode()
    assert "Decided alone" in page


def test_an_account_that_is_switched_off_is_nobody_else(people, second, high):
    second.is_active = False
    second.save()
    urgent.lower_tier(high, people["moderator"], tier="none", note="A song text")
    assert moderation.approve(high, people["moderator"], note="Fine", checked=True).alone


def page_of(client, comment) -> BeautifulSoup:
    page = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    return BeautifulSoup(page, "html.parser")


def test_whoever_may_not_close_is_told_so_before_writing_anything(moderator, people, second, high):
    assert "Nobody is looking after it yet" in page_of(moderator, high).text
    refused = decide(moderator, high, "close", note="Called", checked="on").content.decode()
    assert "Nobody is looking after it yet" in refused and "you took the one before" not in refused
    moderator.post(reverse("admin:comments_comment_acknowledge", args=[high.pk]))
    first, other = page_of(moderator, high), page_of(signed_in(second), high)
    assert "so another person closes it" in first.text and not first.find(id="close-note")
    assert first.find(id=first.find("a", string="To “Hand it over”")["href"][1:]).name == "details"
    assert f"{people['moderator']} is looking after it, and you are the second person" in other.text
    assert other.find(id="close-note").has_attr("required")
    assert other.find("input", attrs={"name": "checked"}).has_attr("required")


def test_closing_takes_another_person_than_the_one_who_acknowledged_it(moderator, people, second, high):
    moderator.post(reverse("admin:comments_comment_acknowledge", args=[high.pk]))
    fields = {"note": "Called, as the procedure says", "checked": "on"}
    assert decide(moderator, high, "close", **fields).status_code == 409
    client = signed_in(second)
    assert decide(client, high, "close", note=fields["note"]).status_code == 422
    assert decide(client, high, "close", checked="on").status_code == 422
    unticked = BeautifulSoup(decide(client, high, "close", note=fields["note"]).content, "html.parser")
    note = unticked.find(id=unticked.select_one("#errors a")["href"][1:])
    assert note.text.strip() == fields["note"] and "checklist" in unticked.find(id="close-note-error").text
    assert "close-note-error" in note["aria-describedby"].split() and note.find_parent("details").has_attr("open")
    assert decide(client, high, "close", **fields).status_code == 302
    closed = page_of(client, high).text
    assert "It is closed." in closed and "until somebody closes it" not in closed
    high.refresh_from_db()
    assert (high.status, high.tier) == (Status.CLOSED, Tier.HIGH)


def test_one_person_closes_alone_and_it_is_marked(moderator, high):
    decide(moderator, high, "close", note="No contact details", checked="on")
    assert Decision.objects.get().alone


def test_raising_takes_a_comment_off_the_site_and_alerts(moderator, reader):
    comment = make_comment(status=Status.APPROVED, text="Seen too late")
    assert "Seen too late" in reader.get(comment.article.get_absolute_url()).content.decode()
    decide(moderator, comment, "raise", seen=Status.APPROVED, note="Says goodbye")
    comment.refresh_from_db()
    assert (comment.status, comment.tier, comment.queue) == (Status.PENDING, Tier.HIGH, Queue.URGENT)
    assert comment.alerts == 1 and comment.next_alert_at
    assert "Seen too late" not in reader.get(comment.article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("verb", ["lower", "raise", "close"])
@pytest.mark.parametrize("role", ["editor", "clinician", "owner"])
def test_only_moderators_grade_and_close(people, verb, role):
    comment = make_comment(tier=Tier.NONE if verb == "raise" else Tier.HIGH)
    with pytest.raises(moderation.PermissionDenied):
        take_step(verb, comment, people[role], note="Because", tier="none", checked=True)
    assert Comment.objects.get(pk=comment.pk).tier == comment.tier


def test_what_was_seen_in_urgent_words_is_marked_with_its_reason_under_the_cover(moderator):
    text = "I want to kill myself tonight. Ring 212 555 0142."
    fields = triage(text).as_fields()
    key = new_digest_key()
    comment = make_comment(digest_key=key, **fields | contacts.sealed(text, "", "", fields["findings"], key))
    page = BeautifulSoup(moderator.get(f"{LIST}{comment.pk}/change/").content, "html.parser")
    covered = page.select_one("details.moderation__covered")
    assert not covered.has_attr("open")
    assert any("kill myself" in mark.text for mark in covered.select("mark"))
    assert "What the screens saw, and why they look for it" in covered.text
    assert len(page.select("mark")) == len(covered.select("mark"))  # nothing of it stands outside the cover
    assert "212 555 0142" not in page.text and "kill myself" not in page.text.replace(covered.text, "")
