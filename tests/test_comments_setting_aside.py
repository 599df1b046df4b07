"""A false finding of a treatment's result: set aside with a reason, and published by a second person."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from clinic.models import ClinicProfile, User
from clinic.profile import save_profile
from comments import figures, moderation, outcomes, private, urgent
from comments.models import Comment, Decision, Queue, Status, Tier
from comments.setting_aside import can_set_aside, set_aside
from comments.triage import triage
from tests.comment_factories import make_comment, words_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
OUTCOME = {"field": "text", "screen": "outcome", "kind": "", "tier": "", "rule": "x", "start": 0, "end": 5}


@pytest.fixture(autouse=True)
def united_kingdom(db):
    profile = ClinicProfile.the_one()
    profile.country = "UK"
    save_profile(profile, None)


@pytest.fixture
def second(people) -> User:
    user = User.objects.create_user("second@example.org", None, display_name="Second")
    user.groups.add(*people["moderator"].groups.all())
    return user


def storm(**changes):
    return make_comment(
        **({"text": "Storm got better overnight", "findings": [OUTCOME], "queue": "clinical"} | changes)
    )


def decide(client, comment, move, **fields):
    address = reverse("admin:comments_comment_decide", args=[comment.pk])
    return client.post(address, {"move": move, "seen": Status.PENDING, "words": words_of(comment), **fields})


def test_two_people_publish_what_the_screens_took_for_a_result(moderator, second, reader):
    comment = storm()
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "it cannot be approved" in page and "The screens are wrong" in page
    decide(moderator, comment, "set_aside", note="It is about the weather")
    assert decide(moderator, comment, "approve", note="Yes", checked="on").status_code == 409
    page = signed_in(second).get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Moderator set that aside as a mistake" in page and "set aside as a mistake)" in page
    decide(signed_in(second), comment, "approve", note="Weather indeed")
    page = reader.get(comment.article.get_absolute_url()).content.decode()
    assert "Storm got better overnight" in page and "One person’s experience" not in page


def test_alone_it_needs_the_checklist_and_a_reason(moderator, people):
    comment = storm()
    set_aside(comment, people["moderator"], note="Weather")
    assert decide(moderator, comment, "approve").status_code == 409
    assert decide(moderator, comment, "approve", checked="on", note="Weather indeed").status_code == 302
    assert Decision.objects.last().alone


def test_it_needs_a_reason_and_keeps_what_was_typed(moderator):
    comment = storm()
    answer = decide(moderator, comment, "set_aside", note=" ")
    assert answer.status_code == 422 and "Write down why these words tell no result" in answer.content.decode()
    with pytest.raises(outcomes.NotPublishable):
        moderation.approve(comment, User.objects.get(email="moderator@example.org"))


def test_it_leaves_the_clinical_queue_but_never_the_urgent_one(people):
    comment, urgent = storm(), make_comment(findings=[OUTCOME], queue=Queue.URGENT)
    for one in (comment, urgent):
        set_aside(one, people["moderator"], note="Weather")
    assert (comment.queue, urgent.queue) == (Queue.NORMAL, Queue.URGENT)


def test_other_words_are_looked_at_anew(people):
    comment = storm()
    set_aside(comment, people["moderator"], note="Weather")
    words = "It cured my depression completely, I feel well again after six weeks of treatment."
    private.edit(comment, name="Owl", text=words, seen=triage(words))
    comment.refresh_from_db()
    assert comment.set_aside_by is None and outcomes.tells_outcome(comment)


def test_what_may_not_be_set_aside(people):
    tells_none, high = make_comment(), storm(tier=Tier.HIGH, queue=Queue.URGENT)
    assert not any(map(can_set_aside, (tells_none, high, storm(status=Status.APPROVED))))
    with pytest.raises(moderation.AlreadyDecided):
        set_aside(tells_none, people["moderator"], note="Weather")


@pytest.mark.parametrize("role", ["clinician", "editor", "owner"])
def test_only_moderators_do_it(people, role):
    with pytest.raises(PermissionDenied):
        set_aside(storm(), people[role], note="Weather")


def test_owners_see_which_rule_was_wrong(people, second):
    comment = storm()
    line = set_aside(comment, people["moderator"], note="Weather")
    moderation.approve(comment, second)
    (rule,) = figures.figures_of(line.at.date().replace(day=1)).rules
    assert (rule.screen, rule.hits, rule.set_aside, rule.approved) == ("outcome", 1, 1, 0)
    assert Comment.objects.published().exists()


def test_two_who_have_each_taken_a_first_step_do_not_lock_a_comment_for_good(moderator, people, second):
    comment = storm(tier=Tier.HIGH, queue=Queue.URGENT)
    urgent.lower_tier(comment, people["moderator"], tier="none", note="A song text")
    set_aside(comment, second, note="Weather")
    page = moderator.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Nobody else can decide" in page
    answer = decide(moderator, comment, "approve", note="Weather indeed")
    assert answer.status_code == 409 and "Nobody else can take this step" in answer.content.decode()
    assert decide(moderator, comment, "approve", note="Weather indeed", checked="on").status_code == 302
    assert Decision.objects.last().alone


@pytest.mark.parametrize("change", ["inactive", "without permission"])
def test_a_third_who_can_decide_no_more_is_nobody_else(moderator, people, second, change):
    third = User.objects.create_user("third@example.org", None, display_name="Third")
    third.groups.add(*people["moderator"].groups.all())
    comment = storm(tier=Tier.HIGH, queue=Queue.URGENT)
    urgent.lower_tier(comment, people["moderator"], tier="none", note="A song text")
    set_aside(comment, second, note="Weather")
    assert decide(moderator, comment, "approve", note="Yes", checked="on").status_code == 409
    third.is_active = change != "inactive"
    third.groups.clear()
    third.save()
    assert decide(moderator, comment, "approve", note="Yes", checked="on").status_code == 302
