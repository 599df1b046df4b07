"""The staff's queue: a list that opens on what waits, and a page for each comment with its possible steps."""

from django.contrib import admin
from django.shortcuts import redirect
from django.template.defaultfilters import truncatechars
from django.urls import path
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.paging import COUNTED, BoundedListMixin
from comments import approved_admin, bulk, feedback_admin, figures_admin, reports_admin  # noqa: F401  (three register themselves)
from comments.contact_views import ContactView
from comments.desk_views import DeskViews
from comments.looking_back_page import LookingBackView
from comments.models import Comment, Queue, Status
from comments.my_mail import MyMailView
from comments.queues import READING_ORDER, TAKEN_BACK, QueueFilter, StateFilter, looking_back_at, queue_named
from comments.undo_view import UndoView
from comments.undoing import last_step


@admin.register(Comment)
class CommentAdmin(DeskViews, ContactView, LookingBackView, MyMailView, UndoView, BoundedListMixin, admin.ModelAdmin):
    list_display = ["excerpt", "shown_name", "article_title", "queue", "tier", "status", "age"]
    list_filter = [QueueFilter, StateFilter]
    search_fields = ["text", "name"]
    search_help_text = gettext_lazy("Search in the words and names of this queue")
    actions = [bulk.mark_selected_as_spam]  # everything else is read and decided one at a time

    # Words are never edited and never deleted by hand: decisions and retention do both, and leave a trail.
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_moderate_permission(self, request):
        return request.user.has_perm("comments.moderate_comment")

    def get_queryset(self, request):
        # An article's row holds its whole page; the queue needs its name.
        rows = super().get_queryset(request).select_related("article")
        return rows.defer("article__page", "article__card", "article__summary", "article__keywords")

    def get_ordering(self, request):
        waiting = request.GET.get(StateFilter.parameter_name, Status.PENDING) != TAKEN_BACK
        return list(READING_ORDER) if waiting else ["-submitted_at", "-pk"]

    def get_search_results(self, request, queryset, search_term):
        if search_term:  # after moving in hundreds of thousands may wait: those to be read next are searched
            queryset = queryset.filter(pk__in=queryset.order_by(*READING_ORDER).values("pk")[:COUNTED])
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=gettext_lazy("comment"))
    def excerpt(self, comment):
        if comment.queue == Queue.URGENT and not comment.erased_at:
            return _("Urgent: open it to read")  # nobody meets such words unasked
        return truncatechars(" ".join(comment.text.split()), 120) or _("(erased)")

    @admin.display(description=gettext_lazy("name"))
    def shown_name(self, comment):
        return _("Clinic staff") if comment.is_staff_reply else comment.name

    @admin.display(description=gettext_lazy("article"))
    def article_title(self, comment):
        return comment.article.title

    @admin.display(description=gettext_lazy("age"), ordering="submitted_at")
    def age(self, comment):
        return timesince(comment.submitted_at)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("looking-back/", view(self.looking_back_view), name="comments_comment_looking_back"),
            path("my-mail/", view(self.my_mail_view), name="comments_comment_my_mail"),
            path("undo/", view(self.undo_view), name="comments_comment_undo"),
            path("queue/", view(self.queue_view), name="comments_comment_queue"),
            path("<int:number>/claim/", view(self.claim_view), name="comments_comment_claim"),
            path("<int:number>/give-back/", view(self.give_back_view), name="comments_comment_give_back"),
            path("<int:number>/decide/", view(self.decide_view), name="comments_comment_decide"),
            path("<int:number>/contacts/", view(self.contacts_view), name="comments_comment_contacts"),
            path("<int:number>/reply/", view(self.reply_view), name="comments_comment_reply"),
            path("<int:number>/acknowledge/", view(self.acknowledge_view), name="comments_comment_acknowledge"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        if (address := looking_back_at(request.GET)) and request.method in ("GET", "HEAD"):
            return redirect(address)
        own = {"title": _("Comments")}
        if self.has_moderate_permission(request):
            own |= {"undo": last_step(request.user, timezone.now()), "queue": queue_named(request.GET)}
        return super().changelist_view(request, own | (extra_context or {}))
