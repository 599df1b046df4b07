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
from comments import claims, contacts, due, guarding, moderation, outcomes, private, reporting, staff_replies
from comments.models import Comment, Decision, Reason, Status, Tier
from comments.posting import Draft, submit
from comments.steps import VERBS, take_step
from comments.triage import Triage, triage
from tests.comment_factories import make_reply
from tests.factories import make_article

pytestmark = pytest.mark.django_db
OTHERS = (
    *(
        "send",
        "send_despair",
        "send_result",
        "send_feedback",
        "answer",
        "edit",
        "edit_into_despair",
        "writer_withdraws",
        "writer_erases",
    ),
    *("staff_reply", "staff_reply_marked", "reword", "view_contacts", "seal", "sweep", "claim", "hand_over", "report"),
)
MARKED = "We are sorry that your visit felt rushed."
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
        st.sampled_from([*OTHERS, *VERBS]),
        st.sampled_from(ROLES),
        st.integers(0, 5),  # which comment
        st.sampled_from([None, *Status]),  # a stale state that the caller may believe in
    ),
    max_size=25,
)


def edit(comment, text):
    private.edit(comment, name="Owl", text=text, seen=triage(text))


WRITERS = {
    "edit": lambda comment: edit(comment, f"Other words than {comment.text[:20]}"),
    "edit_into_despair": lambda comment: edit(comment, "I want to kill myself tonight"),
    "writer_withdraws": private.withdraw,
    "writer_erases": private.erase,
    "report": lambda comment: reporting.report(comment, why="worried", text="", seen=Triage(), address="198.51.100.9"),
    "answer": lambda comment: make_reply(comment.parent or comment),
    "sweep": lambda comment: due.keep_no_longer(timezone.now() + timezone.timedelta(days=31)),
    "seal": lambda comment: contacts.seal_again(timezone.now()),
}
STAFF = {
    "claim": claims.claim,
    "staff_reply": lambda comment, by: staff_replies.post(comment, by, "In general"),
    "staff_reply_marked": lambda comment, by: staff_replies.post(comment, by, MARKED, ask=True),
    "reword": lambda comment, by: staff_replies.reword(comment, by, "In general, other words"),
    "view_contacts": contacts.view,
}


def take(step, article, people):
    verb, role, number, believed = step
    comments = list(Comment.objects.order_by("pk"))
    comment = comments[number % len(comments)] if comments else None
    if verb == "send_despair":
        submit(article, Draft("Owl", "", f"I want to kill myself {len(comments)}"), address=f"198.51.{len(comments)}.1")
    elif verb == "send_feedback":
        draft = Draft("", "", f"I want to kill myself {len(comments)}", feedback_on="Sources")
        submit(article, draft, address=f"198.51.{len(comments)}.1")
    elif verb == "send" or comment is None:
        submit(article, Draft("Owl", "", f"Words {len(comments)}"), address=f"198.51.{len(comments)}.1")
    elif verb == "send_result":
        text = f"It cured my depression, take {len(comments)}"
        submit(article, Draft("Owl", "", text), address=f"198.51.{len(comments)}.1")
    elif verb in WRITERS:
        WRITERS[verb](comment)
    elif verb in STAFF:
        STAFF[verb](comment, people[role])
    elif verb == "hand_over":
        claims.hand_over(comment, people[role], people["second"])
    else:
        comment.status = believed or comment.status
        fields = {"reason": Reason.UNKIND, "checked": True, "tier": Tier.NONE}
        take_step(verb, comment, people[role], note="Because", **fields)


def needed_somebody_else(comment) -> bool:
    """Whoever lowered it, or set a finding aside, or wrote what the guard marks, has published it as well."""
    last = Decision.objects.filter(comment=comment).last()
    first = {comment.lowered_by if comment.lowered_at else None, comment.set_aside_by}
    if guarding.marks(comment.findings):
        first.add(comment.staff_author)
    return last.by in first


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
            assert not comment.came_as_feedback, (comment, action)
            assert not needed_somebody_else(comment), (comment, action)
