"""The staff's queue: a list that opens on what waits, and a page for each comment with its possible steps."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.defaultfilters import truncatechars
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.paging import BoundedPaginator
from clinic.record import record
from comments import bulk, duty, moderation, reports_admin  # noqa: F401  (the last registers itself)
from comments.highlighting import findings_of, pieces_of
from comments.models import Comment, Queue, Status, Tier
from comments.queues import QueueFilter, StateFilter
from comments.staff_forms import DecisionForm, StaffReplyForm
from comments.steps import possible_steps, take_step


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ["excerpt", "shown_name", "article_title", "queue", "tier", "status", "age"]
    list_filter = [QueueFilter, StateFilter]
    list_per_page = 50
    paginator = BoundedPaginator
    list_max_show_all = 0
    show_full_result_count = False
    search_fields = ["text", "name"]
    search_help_text = gettext_lazy("Search in the words and names of this queue")
    actions = [bulk.approve_selected, bulk.mark_selected_as_spam]

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
        waiting = request.GET.get(StateFilter.parameter_name, Status.PENDING) == Status.PENDING
        return ["priority", "submitted_at", "pk"] if waiting else ["-submitted_at", "-pk"]

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
            path("<int:number>/decide/", view(self.decide_view), name="comments_comment_decide"),
            path("<int:number>/reply/", view(self.reply_view), name="comments_comment_reply"),
            path("<int:number>/acknowledge/", view(self.acknowledge_view), name="comments_comment_acknowledge"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Comments")} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        comment = self.find(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if comment.tier == Tier.HIGH or comment.taken_back_at:  # it may hold a way to reach somebody
            deleted = "open urgent comment that its writer deleted"
            record(request.user, deleted if comment.taken_back_at else "open urgent comment", comment)
        return self.comment_page(request, comment)

    def find(self, request, number) -> Comment:
        """The one way to a comment from the desk."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        comment = self.get_object(request, str(number))
        if comment is None:
            raise Http404
        if comment.taken_back_at and not duty.is_on_duty(request.user):
            raise Http404
        return comment

    def comment_page(self, request, comment, *, decision=None, reply=None, status=200):
        moves = possible_steps(comment) if self.has_moderate_permission(request) else ()
        may_reply = request.user.has_perm("comments.reply_as_staff") and not comment.erased_at
        is_public = Comment.objects.published().filter(pk=comment.pk).exists()
        context = {
            **self.admin_site.each_context(request),
            "title": _("A comment on “%(title)s”") % {"title": comment.article.title},
            "opts": self.opts,
            "comment": comment,
            "answered": comment.parent,
            "pieces": pieces_of(comment),
            "findings": findings_of(comment),
            "urgent": comment.queue == Queue.URGENT,
            "high": comment.tier == Tier.HIGH,
            "may_acknowledge": duty.may_acknowledge(request.user) and comment.acknowledged_at is None,
            "alone": not duty.others_can_decide(request.user),
            "is_public": is_public,
            "moves": moves,
            "decision": decision or DecisionForm(initial={"seen": comment.status}),
            "reply": reply or (StaffReplyForm() if may_reply and is_public else None),
            "trail": list(comment.decisions.all()),
            "waiting": Comment.objects.waiting().count(),
        }
        return render(request, "admin/comments/comment/change_form.html", context, status=status)

    def decide_view(self, request, number):
        comment = self.find(request, number)
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.comment_page(request, comment, decision=form, status=422)
        return self.decide(request, comment, form)

    def decide(self, request, comment, form):
        chosen = form.cleaned_data
        comment.status = chosen["seen"]
        fields = {name: chosen[name] for name in ("note", "reason", "tier", "checked")}
        try:
            take_step(chosen["move"], comment, request.user, **fields)
        except moderation.ReasonMissing as missing:
            form.add_error("reason" if chosen["move"] == "reject" else "note", str(missing))
            return self.comment_page(request, comment, decision=form, status=422)
        except moderation.SecondPersonNeeded as refusal:
            form.add_error("note", str(refusal))
            return self.comment_page(request, comment, decision=form, status=409)
        except moderation.AlreadyDecided as late:
            messages.warning(request, str(late))
            return redirect("admin:comments_comment_change", comment.pk)
        self.say_what_happened(request, comment)
        return self.to_next(comment)

    def say_what_happened(self, request, comment):
        address = reverse("admin:comments_comment_change", args=[comment.pk])
        text = _("The comment by {name} is now: {state}.")
        link = format_html('<a href="{}">{}</a>', address, comment.name or _("Clinic staff"))
        messages.success(request, format_html(text, name=link, state=comment.get_status_display()))

    def to_next(self, comment):
        if comment.status == Status.PENDING:
            return redirect("admin:comments_comment_change", comment.pk)
        waiting = Comment.objects.waiting().exclude(pk=comment.pk).order_by("priority", "submitted_at", "pk")
        if following := waiting.values_list("pk", flat=True).first():
            return redirect("admin:comments_comment_change", following)
        return redirect("admin:comments_comment_changelist")

    def acknowledge_view(self, request, number):
        """Where the mail to those on duty leads: a page that shows nothing of the message, and one button."""
        if not duty.may_acknowledge(request.user):
            raise PermissionDenied
        comment = self.get_object(request, str(number))
        if comment is None:
            raise Http404
        if request.method != "POST":
            context = {**self.admin_site.each_context(request), "title": _("An urgent message"), "opts": self.opts}
            return render(request, "admin/comments/comment/acknowledge.html", context | {"comment": comment})
        if duty.acknowledge(comment, request.user):
            messages.success(request, _("The alerts have stopped. You are looking after this message."))
        elif comment.acknowledged_at:
            who = comment.acknowledged_by or _("somebody")
            messages.info(request, _("%(who)s is looking after this message already.") % {"who": who})
        if not self.has_view_permission(request):
            return redirect("admin:index")
        return redirect("admin:comments_comment_change", comment.pk)

    def reply_view(self, request, number):
        comment = self.find(request, number)
        if not request.user.has_perm("comments.reply_as_staff"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = StaffReplyForm(request.POST)
        if form.is_valid():
            try:
                moderation.post_staff_reply(comment, request.user, form.cleaned_data["text"])
            except moderation.CannotReply as problem:
                form.add_error("text", str(problem))
        if not form.is_valid():
            return self.comment_page(request, comment, reply=form, status=422)
        messages.success(request, _("Your reply is on the site."))
        return redirect("admin:comments_comment_change", comment.pk)
