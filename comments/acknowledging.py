"""Where the mails about something urgent lead: a page that shows nothing of it, to stop the alerts or pass them on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import duty
from comments.models import Queue, Status

LARGEST = 2**63 - 1
NO_ALERTS = gettext_lazy("No alerts go out about this message any more.")


def is_over(row) -> bool:
    """Whether there is nothing to stop: dealt with, closed, erased, or no longer urgent since its writer changed it."""
    ended = getattr(row, "handled_at", None) or getattr(row, "erased_at", None)
    return bool(ended) or row.queue != Queue.URGENT or getattr(row, "status", None) == Status.CLOSED


class AcknowledgeView:
    """Mixed into the admin of messages, reports and words about articles. `read_at` names the page with the words,
    which opens only to whoever may read them: owners stop the alerts all the same."""

    read_at = ""

    def acknowledge_view(self, request, number: int):
        if not duty.may_acknowledge(request.user):
            raise PermissionDenied
        row = self.model.objects.filter(pk=number).first() if number <= LARGEST else None
        if row is None:
            return self.acknowledge_page(request, None, status=404)
        if request.method != "POST":
            return self.acknowledge_page(request, row)
        if "again" in request.POST:
            self.pass_on(request, row)
            return redirect("admin:index")
        if duty.acknowledge(row, request.user):
            messages.success(request, _("The alerts have stopped. You are looking after this message."))
        elif row.acknowledged_at and row.acknowledged_by_id == request.user.pk:
            messages.info(request, _("You are looking after this message already."))
        elif row.acknowledged_at:
            who = row.acknowledged_by or _("somebody")
            messages.info(request, _("%(who)s is looking after this message already.") % {"who": who})
        else:
            messages.info(request, NO_ALERTS)
        return redirect(self.read_at, row.pk) if self.may_read(request) else redirect("admin:index")

    def may_read(self, request) -> bool:
        return self.has_view_permission(request) and duty.is_on_duty(request.user)

    def acknowledge_page(self, request, row, status=200):
        context = {**self.admin_site.each_context(request), "title": _("An urgent message"), "opts": self.opts}
        context |= {
            "row": row,
            "is_over": row and is_over(row),
            "no_alerts": NO_ALERTS,
            "may_read": self.may_read(request),
        }
        if row and context["may_read"]:
            context["read_at"] = reverse(self.read_at, args=[row.pk])
        if not context["may_read"]:
            context["on_duty"] = duty.on_duty().order_by("display_name", "pk")
        return render(request, "admin/comments/comment/acknowledge.html", context, status=status)

    def pass_on(self, request, row):
        if duty.pass_on(row, request.user):
            messages.success(
                request, _("Everybody on duty has been alerted again. It is repeated until somebody acts.")
            )
        else:
            messages.info(request, _("Nothing was sent: somebody is looking after this message already."))
