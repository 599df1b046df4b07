"""Comments for tests, and the form as a browser sends it."""

from itertools import count

from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Queue, Status, Tier
from tests.factories import make_article

numbers = count(1)
FROM_OUR_PAGE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def send(client, article, *, headers=FROM_OUR_PAGE, **fields):
    """Posts the form under an article; a field given as None is left out."""
    form = {"name": "Night owl", "email": "", "text": "Thank you, that helped.", "website": "", "parent": ""}
    form = {name: value for name, value in (form | fields).items() if value is not None}
    return client.post(reverse("comments:thread", args=[article.slug]), form, **headers)


def make_comment(**changes) -> Comment:
    """A comment in any state, as if somebody had decided about it."""
    number = next(numbers)
    values = {"name": f"Reader {number}", "text": f"Words number {number}.", "language": "en-us"}
    if "article" not in changes:
        changes["article"] = make_article()
    if changes.get("status", Status.PENDING) != Status.PENDING:
        values |= {"decided_at": timezone.now(), "decided_by_name": "Somebody"}
    if changes.get("tier") == Tier.HIGH or changes.get("status") == Status.CLOSED:
        values |= {"tier": Tier.HIGH, "queue": Queue.URGENT, "priority": 1}
    if "submitted_at" in changes:
        values["waiting_since"] = changes["submitted_at"]
    return Comment.objects.create(**(values | changes))


def make_reply(parent: Comment, **changes) -> Comment:
    return make_comment(article=parent.article, parent=parent, **changes)
