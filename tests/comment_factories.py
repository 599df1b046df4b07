"""Comments for tests, and the form as a browser sends it."""

import re
from itertools import count

from django.urls import reverse
from django.utils import timezone

from comments.as_read import mark_of
from comments.models import Comment, Queue, Status, Tier
from comments.private import new_access
from tests.factories import make_article

numbers = count(1)
FROM_OUR_PAGE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def send(client, article, *, headers=FROM_OUR_PAGE, **fields):
    """Posts the form under an article; a field given as None is left out."""
    form = {"name": "Night owl", "email": "", "text": "Thank you, that helped.", "website": "", "parent": ""}
    form = {name: value for name, value in (form | fields).items() if value is not None}
    return client.post(reverse("comments:thread", args=[article.slug]), form, **headers)


def send_as_it_is(client, article, **fields):
    """Sends words past the page "check before you send", as somebody who has read it and decided."""
    shown = send(client, article, **fields)
    token = re.search('name="shield" value="([^"]+)"', shown.content.decode())[1]
    return send(client, article, **fields, shield=token, as_it_is="1")


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
    return Comment.objects.create(**(values | new_access() | changes))


def make_reply(parent: Comment, **changes) -> Comment:
    return make_comment(article=parent.article, parent=parent, **changes)


def words_of(comment: Comment) -> str:
    """What the desk's forms carry along now: the mark of the words that stand on the comment's page."""
    return mark_of(Comment.objects.get(pk=comment.pk))
