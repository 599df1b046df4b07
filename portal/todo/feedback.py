"""What readers say is wrong or unclear: a task for editors, an alarm for those on duty."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.feedback import readable_by
from portal.todo.task import Task


def waiting_for(user) -> QuerySet | None:
    """What waits for this account; None where it may read none of it."""
    if not user.has_perm("comments.view_feedback"):
        return None
    return readable_by(user).filter(handled_at=None)


def feedback_task(found: dict | None, now) -> Task | None:
    """The task for what `waiting` found. An account sees what it may read."""
    number = found["number"] if found else 0
    if not found or not number:
        return None
    title = ngettext(
        "A reader says that something is wrong or unclear",
        "%(number)d readers say that something is wrong or unclear",
        number,
    )
    detail = _("The oldest has waited for %(time)s.") % {"time": timesince(found["oldest"], now)}
    if found["urgent"]:
        detail = _("One of them may be about danger.") + " " + detail
    address = reverse("admin:comments_feedback_changelist")
    tone, in_hand = ("alarm", not found["unseen"]) if found["urgent"] else ("due", False)
    return Task("feedback", title % {"number": number}, detail, address, tone=tone, in_hand=in_hand)
