"""Tier and queue from what the screens saw: danger first, and whatever could not be checked counts as a hit."""

import pytest
from django.db import IntegrityError, transaction

from comments import triage as rules
from comments.models import Comment, Queue, Status, Tier
from comments.screening.finding import Finding
from comments.triage import triage
from tests.comment_factories import make_comment


def seeing(*findings):
    """A fake of the screens: (screen, tier, kind) for any text that holds the word "seen"."""

    def screen_text(text, *, staff=False):
        hits = [Finding(screen, kind, tier, 0, 4, "rule") for screen, tier, kind in findings]
        return hits if "seen" in text else []

    return screen_text


@pytest.mark.parametrize(
    ("found", "tier", "queue"),
    [
        ([], Tier.NONE, Queue.NORMAL),
        ([("distress", "high", "")], Tier.HIGH, Queue.URGENT),
        ([("distress", "high", ""), ("spam", "", ""), ("identifiers", "", "phone")], Tier.HIGH, Queue.URGENT),
        ([("distress", "medium", "")], Tier.MEDIUM, Queue.NORMAL),
        ([("emergency", "", "")], Tier.NONE, Queue.URGENT),
        ([("safeguarding", "", "child")], Tier.NONE, Queue.URGENT),
        ([("identifiers", "", "phone"), ("side_effect", "", "")], Tier.NONE, Queue.PRIVACY),
        ([("side_effect", "", "")], Tier.NONE, Queue.CLINICAL),
        ([("dosing", "", "")], Tier.NONE, Queue.CLINICAL),
        ([("advice", "", "")], Tier.NONE, Queue.CLINICAL),
        ([("outcome", "", ""), ("promotion", "", "")], Tier.NONE, Queue.CLINICAL),
        ([("spam", "", ""), ("identifiers", "", "url")], Tier.NONE, Queue.SPAM),
        ([("promotion", "", "")], Tier.NONE, Queue.SPAM),
        ([("promotion", "", ""), ("distress", "medium", "")], Tier.MEDIUM, Queue.NORMAL),
        ([("abuse", "", "")], Tier.NONE, Queue.NORMAL),
        ([("language", "", "")], Tier.MEDIUM, Queue.NORMAL),
    ],
)
def test_findings_decide_tier_and_queue(monkeypatch, found, tier, queue):
    monkeypatch.setattr(rules, "screen_text", seeing(*found))
    seen = triage("seen")
    assert (seen.tier, seen.queue) == (tier, queue)


@pytest.mark.parametrize(
    ("rule", "kind", "queue"),
    [
        ("learned-spam", "phone", Queue.PRIVACY),
        ("learned-spam", "person_name", Queue.PRIVACY),
        ("learned-spam", "email", Queue.PRIVACY),
        ("learned-spam", "url", Queue.SPAM),
        ("casino", "phone", Queue.SPAM),
    ],
)
def test_what_only_the_models_take_for_spam_gets_the_shield_where_it_holds_more_than_links(
    monkeypatch, rule, kind, queue
):
    found = [Finding("spam", "", "", 0, 4, rule), Finding("identifiers", kind, "", 5, 9, "a-rule")]
    monkeypatch.setattr(rules, "screen_text", lambda text, *, staff=False: found)
    assert triage("Words and a number").queue == queue


def test_the_name_is_screened_too(monkeypatch):
    monkeypatch.setattr(rules, "screen_text", seeing(("distress", "high", "")))
    seen = triage("Harmless", name="seen")
    assert (seen.tier, [finding["field"] for finding in seen.findings]) == (Tier.HIGH, ["name"])


def test_a_screening_that_breaks_is_a_hit_itself(monkeypatch):
    def broken(text, *, staff=False):
        raise RuntimeError

    monkeypatch.setattr(rules, "screen_text", broken)
    seen = triage("Anything")
    assert (seen.tier, seen.queue) == (Tier.MEDIUM, Queue.PRIVACY)


def test_one_screen_that_fails_holds_the_comment_in_the_privacy_queue(monkeypatch):
    monkeypatch.setattr(rules, "screen_text", lambda text, staff: [Finding("spam", "", "", 0, 4, "screen-failed")])
    assert triage("Anything").queue == Queue.PRIVACY


def test_findings_hold_places_and_never_the_words(monkeypatch):
    monkeypatch.setattr(rules, "screen_text", seeing(("identifiers", "", "phone")))
    (finding,) = triage("seen 555").findings
    assert set(finding) == {"field", "screen", "kind", "tier", "rule", "start", "end"}


def test_some_distress_comes_first_in_its_queue():
    order = [
        rules.priority_of(Queue.URGENT, Tier.HIGH),
        rules.priority_of(Queue.PRIVACY, Tier.MEDIUM),
        rules.priority_of(Queue.PRIVACY, Tier.NONE),
        rules.priority_of(Queue.CLINICAL, Tier.NONE),
        rules.priority_of(Queue.NORMAL, Tier.MEDIUM),
        rules.priority_of(Queue.NORMAL, Tier.NONE),
        rules.priority_of(Queue.SPAM, Tier.NONE),
    ]
    assert order == sorted(set(order))
    assert rules.priority_of(Queue.NORMAL, Tier.NONE) == Comment._meta.get_field("priority").default


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"status": Status.APPROVED, "decided_by_name": "Somebody"},
        {"status": Status.REJECTED},
        {"status": Status.SPAM},
        {"queue": Queue.NORMAL},
        {"tier": "low"},
        {"tier": Tier.NONE, "status": Status.CLOSED},
    ],
)
def test_the_database_itself_never_publishes_or_rejects_high_distress(changes):
    comment = make_comment(tier=Tier.HIGH)
    decided = {"decided_at": comment.submitted_at} if "status" in changes else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**(changes | decided))
