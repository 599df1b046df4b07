"""What readers say is wrong or unclear: a task for editors, an alarm for those on duty."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.feedback import readable_by
from comments.models import Queue
from portal.todo.task import Task


def feedback_task(user, now) -> Task | None:
    """One query. An account sees what it may read."""
    if not user.has_perm("comments.view_feedback"):
        return None
    waiting = readable_by(user).filter(handled_at=None)
    found = waiting.aggregate(
        number=Count("pk"), oldest=Min("sent_at"), urgent=Count("pk", filter=Q(queue=Queue.URGENT))
    )
    number = found["number"]
    if not number:
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
    return Task("feedback", title % {"number": number}, detail, address, tone="alarm" if found["urgent"] else "due")
