"""Readers' reports on the desk: what waits first, each with the comment it is about, and one button."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.paging import BoundedListMixin
from comments.acknowledging import LARGEST, AcknowledgeView
from comments.models import Report
from comments.reporting import handle


class WaitingFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("handled", _("dealt with"))]

    def choices(self, changelist):
        for value, label in ((None, _("waiting")), ("handled", _("dealt with"))):
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value} if value else {}, ["state"]),
                "display": label,
            }

    def queryset(self, request, queryset):
        return queryset.filter(handled_at__isnull=self.value() != "handled")


@admin.register(Report)
class ReportAdmin(AcknowledgeView, BoundedListMixin, admin.ModelAdmin):
    read_at = "admin:comments_report_handle"
    # What the screens saw, where it came from and the alerts are the machinery's, not for whoever reads the words.
    fields = [
        "comment",
        "why",
        "text",
        "queue",
        "sent_at",
        "acknowledged_by",
        "handled_at",
        "handled_by",
        "handled_note",
    ]
    list_display = ["what", "queue", "sent_at", "article", "handled"]
    list_display_links = None
    list_filter = [WaitingFilter]
    list_select_related = ["comment__article", "handled_by"]
    ordering = ["-next_alert_at", "sent_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("report"))
    def what(self, report):
        address = reverse("admin:comments_report_handle", args=[report.pk])
        return format_html('<a href="{}">{}</a>', address, report.get_why_display())

    @admin.display(description=gettext_lazy("article"))
    def article(self, report):
        return report.comment.article

    @admin.display(description=gettext_lazy("dealt with by"))
    def handled(self, report):
        return report.handled_by

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:number>/handle/", view(self.handle_view), name="comments_report_handle"),
            path("<int:number>/acknowledge/", view(self.acknowledge_view), name="comments_report_acknowledge"),
        ]
        return own + super().get_urls()

    def handle_view(self, request, number: int):
        """GET shows the report beside its comment; POST says that it is dealt with."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if number > LARGEST:
            raise Http404
        report = get_object_or_404(Report.objects.select_related("comment__article", "handled_by"), pk=number)
        if request.method == "POST":
            done = handle(report, request.user, note=request.POST.get("note", ""))
            told = _("The report is dealt with.") if done else _("Somebody else had dealt with it already.")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("admin:comments_report_changelist"))
        context = self.admin_site.each_context(request) | {"title": _("Report"), "report": report, "opts": self.opts}
        return TemplateResponse(request, "admin/comments/report/handle.html", context)
