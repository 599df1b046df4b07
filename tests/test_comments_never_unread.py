"""Whatever is done by whomever in whatever order, nothing becomes public that no moderator has approved."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.models import User
from clinic.roles import MODERATOR
from comments import claims, due, moderation, outcomes, staff_replies
from comments.models import Comment, Decision, Reason, Status, Tier
from comments.posting import Draft, submit
from comments.steps import VERBS, take_step
from tests.comment_factories import make_reply
from tests.factories import make_article

pytestmark = pytest.mark.django_db
ROLES = ("moderator", "second", "editor", "clinician", "owner")
REFUSALS = (
    PermissionDenied,
    moderation.AlreadyDecided,
    staff_replies.CannotReply,
    moderation.ReasonMissing,
    moderation.SecondPersonNeeded,
    outcomes.NotPublishable,
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["send", "send_despair", "answer", "staff_reply", "sweep", "claim", "hand_over", *VERBS]),
        st.sampled_from(ROLES),
        st.integers(0, 5),  # which comment
        st.sampled_from([None, *Status]),  # a stale state that the caller may believe in
    ),
    max_size=25,
)


def take(step, article, people):
    verb, role, number, believed = step
    comments = list(Comment.objects.order_by("pk"))
    comment = comments[number % len(comments)] if comments else None
    if verb == "send_despair":
        submit(article, Draft("Owl", "", f"I want to kill myself {len(comments)}"), address=f"198.51.{len(comments)}.1")
    elif verb == "send" or comment is None:
        submit(article, Draft("Owl", "", f"Words {len(comments)}"), address=f"198.51.{len(comments)}.1")
    elif verb == "answer":
        make_reply(comment.parent or comment)
    elif verb == "sweep":
        due.keep_no_longer(timezone.now() + timezone.timedelta(days=31))
    elif verb == "claim":
        claims.claim(comment, people[role])
    elif verb == "hand_over":
        claims.hand_over(comment, people[role], people["second"])
    elif verb == "staff_reply":
        staff_replies.post(comment, people[role], "In general")
    else:
        comment.status = believed or comment.status
        fields = {"reason": Reason.UNKIND, "checked": True, "tier": Tier.NONE}
        take_step(verb, comment, people[role], note="Because", **fields)


def was_lowered_by_whoever_approved(comment) -> bool:
    last = Decision.objects.filter(comment=comment).last()
    return comment.lowered_at is not None and comment.lowered_by == last.by


def was_read(comment) -> bool:
    """The last line of the trail is an approval of exactly these words, or a staff member wrote them herself."""
    last = Decision.objects.filter(comment=comment).last()
    if last is None or last.to_status != Status.APPROVED or last.digest != comment.digest():
        return False
    by_moderator = last.by.has_perm("comments.moderate_comment")
    return by_moderator or (comment.is_staff_reply and last.by == comment.staff_author)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=steps)
def test_nothing_unread_becomes_public(people, actions):
    article = make_article()
    second, _made = User.objects.get_or_create(email="second@example.org", display_name="Second")
    second.groups.set([Group.objects.get(name=MODERATOR)])
    people = people | {"second": second}
    Comment.objects.update(parent=None, is_staff_reply=False)
    Comment.objects.all().delete()
    for action in actions:
        with suppress(*REFUSALS):
            take(action, article, people)
        for comment in Comment.objects.published():
            assert was_read(comment), (comment, action)
            assert comment.tier != Tier.HIGH, (comment, action)
            assert not was_lowered_by_whoever_approved(comment), (comment, action)
