"""Readers' words about articles on the desk: what waits first, and a page to answer each by a correction or a tick."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.paging import BoundedListMixin
from comments.acknowledging import LARGEST, AcknowledgeView
from comments.feedback import answer, readable_by
from comments.models import Feedback
from comments.reports_admin import WaitingFilter


@admin.register(Feedback)
class FeedbackAdmin(AcknowledgeView, BoundedListMixin, admin.ModelAdmin):
    read_at = "admin:comments_feedback_answer"
    list_display = ["what", "article", "queue", "sent_at", "outcome"]
    list_display_links = None
    # What the screens saw, where it came from and the alerts are the machinery's, not for whoever reads the words.
    fields = ["article", "section", "text", "queue", "sent_at", "outcome", "handled_at", "handled_by", "handled_note"]
    list_filter = [WaitingFilter]
    ordering = ["-next_alert_at", "sent_at"]

    def get_queryset(self, request):
        # Whoever may see none is refused by every page, and not sent away as from something that was deleted.
        return readable_by(request.user) if self.has_view_permission(request) else super().get_queryset(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("about"))
    def what(self, row):
        address = reverse("admin:comments_feedback_answer", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, row.section)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:number>/answer/", view(self.answer_view), name="comments_feedback_answer"),
            path("<int:number>/acknowledge/", view(self.acknowledge_view), name="comments_feedback_acknowledge"),
        ]
        return own + super().get_urls()

    def answer_view(self, request, number: int):
        """GET shows the words and the part they are about; POST says what came of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = readable_by(request.user).filter(pk=number).first() if number <= LARGEST else None
        if row is None:
            raise Http404
        outcome = request.POST.get("outcome", "")
        if request.method == "POST" and outcome in Feedback.Outcome.values:
            done = answer(row, request.user, outcome=outcome, note=request.POST.get("note", ""))
            told = _("It is dealt with.") if done else _("Somebody else had dealt with it already.")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("admin:comments_feedback_changelist"))
        unsaid = request.method == "POST"
        context = self.admin_site.each_context(request)
        context |= {"title": _("A reader about a page"), "row": row, "opts": self.opts, "unsaid": unsaid}
        status = 422 if unsaid else 200
        return TemplateResponse(request, "admin/comments/feedback/answer.html", context, status=status)
