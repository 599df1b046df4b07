"""Where the mails about something urgent lead: a page that shows nothing of it, to stop the alerts or pass them on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comments import duty

LARGEST = 2**63 - 1


class AcknowledgeView:
    """Mixed into the admin of messages, reports and words about articles. `read_at` names the page with the words,
    which opens only to whoever may read them: owners stop the alerts all the same."""

    read_at = ""

    def acknowledge_view(self, request, number: int):
        if not duty.may_acknowledge(request.user):
            raise PermissionDenied
        row = self.model.objects.filter(pk=number).first() if number <= LARGEST else None
        if row is None:
            raise Http404
        if request.method != "POST":
            return self.acknowledge_page(request, row)
        if "again" in request.POST:
            self.pass_on(request, row)
            return redirect("admin:index")
        if duty.acknowledge(row, request.user):
            messages.success(request, _("The alerts have stopped. You are looking after this message."))
        elif row.acknowledged_at:
            who = row.acknowledged_by or _("somebody")
            messages.info(request, _("%(who)s is looking after this message already.") % {"who": who})
        return redirect(self.read_at, row.pk) if self.may_read(request) else redirect("admin:index")

    def may_read(self, request) -> bool:
        return self.has_view_permission(request) and duty.is_on_duty(request.user)

    def acknowledge_page(self, request, row):
        context = {**self.admin_site.each_context(request), "title": _("An urgent message"), "opts": self.opts}
        context |= {"row": row, "is_over": getattr(row, "handled_at", None), "may_read": self.may_read(request)}
        if not context["may_read"]:
            context["on_duty"] = duty.on_duty().order_by("display_name", "pk")
        return render(request, "admin/comments/comment/acknowledge.html", context)

    def pass_on(self, request, row):
        if duty.pass_on(row, request.user):
            messages.success(
                request, _("Everybody on duty has been alerted again. It is repeated until somebody acts.")
            )
        else:
            messages.info(request, _("Nothing was sent: somebody is looking after this message already."))
