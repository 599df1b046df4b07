"""Whatever is done by whomever in whatever order, nothing becomes public that no moderator has approved."""

import html
import re
from contextlib import suppress

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client
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
from portal.models import Imported
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
    *("import", "open_list", "approve_listed"),
)
LIST = "/admin/moving-in/comments/"
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


def bring(article, number):
    """One comment as an import brings it: screened, waiting, and on the list of whole texts."""
    text = ("I slept well after reading.", "I want to kill myself", "Ring 020 7946 0123")[number % 3]
    comment = Comment.objects.create(
        article=article, name="Owl", text=f"{text} {number}", language="en-us", **triage(text).as_fields()
    )
    Imported.objects.create(site="old", kind="comment", number=comment.pk, comment=comment)


class Lists:
    """What each role has before her: the boxes of the page she opened last, which may be long out of date."""

    def __init__(self, people):
        self.clients = {role: Client() for role in ROLES}
        self.shown = dict.fromkeys(ROLES, "")
        for role, client in self.clients.items():
            client.force_login(people[role])

    def open(self, role):
        self.shown[role] = html.unescape(self.clients[role].get(LIST).content.decode())

    def approve(self, role):
        waited = set(Comment.objects.waiting().values_list("pk", flat=True))
        boxes = re.findall(r'name="read" value="([^"]*)"', self.shown[role])
        self.clients[role].post(LIST, {"read": boxes})
        for comment in Comment.objects.filter(pk__in=waited, status=Status.APPROVED):
            assert comment.text in self.shown[role], "approved from a page that did not show these words"
            assert not comment.findings


def take(step, article, people, lists):
    verb, role, number, believed = step
    comments = list(Comment.objects.order_by("pk"))
    comment = comments[number % len(comments)] if comments else None
    if verb == "send_despair":
        submit(article, Draft("Owl", "", f"I want to kill myself {len(comments)}"), address=f"198.51.{len(comments)}.1")
    elif verb == "send_feedback":
        draft = Draft("", "", f"I want to kill myself {len(comments)}", feedback_on="Sources")
        submit(article, draft, address=f"198.51.{len(comments)}.1")
    elif verb == "import":
        bring(article, len(comments))
    elif verb in ("open_list", "approve_listed"):
        {"open_list": lists.open, "approve_listed": lists.approve}[verb](role)
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
    lists = Lists(people)
    for action in actions:
        with suppress(*REFUSALS):
            take(action, article, people, lists)
        for comment in Comment.objects.published():
            assert was_read(comment), (comment, action)
            assert comment.tier != Tier.HIGH, (comment, action)
            assert not comment.came_as_feedback, (comment, action)
            assert not needed_somebody_else(comment), (comment, action)


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    between=st.lists(
        st.tuples(st.sampled_from(["edit", "edit_into_despair", "raise", "approve", "claim"])).map(lambda one: one[0]),
        max_size=4,
    ),
    brought=st.integers(1, 7),
)
def test_whatever_happens_after_the_list_was_opened_only_the_words_it_showed_are_approved(people, between, brought):
    article, second = make_article(), User.objects.get_or_create(email="second@example.org", display_name="Second")[0]
    second.groups.set([Group.objects.get(name=MODERATOR)])
    people = people | {"second": second}
    Comment.objects.all().delete()
    for number in range(brought):
        bring(article, number)
    lists = Lists(people)
    lists.open("moderator")
    for number, verb in enumerate(between):
        with suppress(*REFUSALS):
            take((verb, "second", number, None), article, people, lists)
    lists.approve("moderator")
    assert all(was_read(comment) for comment in Comment.objects.filter(status=Status.APPROVED))
