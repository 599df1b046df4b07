"""The pages of one comment on the desk, and what their buttons do. Every change is one of the workflow's verbs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.record import record
from clinic.roles import CLINICIAN, has_role
from comments import as_read, claims, desk_page, duty, escalation, moderation, outcomes, what_happened
from comments.acknowledging import AcknowledgeView
from comments.contacts import SealedShut
from comments.models import Comment, Status, Tier
from comments.queues import WITH_CLINICIAN, address_of, first_to_read, next_to_read, queue_named
from comments.reply_views import ReplyViews
from comments.staff_forms import ClaimForm, DecisionForm, GiveBackForm
from comments.steps import take_step

DANGER = ("raise",)  # is never held up by who reads what
WHATEVER_IT_SAYS = (*DANGER, "undo")  # these publish nothing: they stand whatever the writer has changed


class DeskViews(AcknowledgeView, ReplyViews):
    """Mixed into the admin of comments."""

    read_at = "admin:comments_comment_change"

    def queue_view(self, request):
        """Leads to the first comment to read. Where nothing waits, it says so."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        queue, now = queue_named(request.GET), timezone.now()
        if number := first_to_read(request.user, queue, now):
            return redirect(address_of("change", queue, number))
        context = {**self.admin_site.each_context(request), "title": _("Comments to read"), "opts": self.opts}
        context |= desk_page.frame(request.user, queue, now)
        return render(request, "admin/comments/comment/all_read.html", context)

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

    def comment_page(self, request, comment, *, status=200, **forms):
        queue = queue_named(request.POST or request.GET)
        context = self.admin_site.each_context(request) | {"opts": self.opts}
        context |= desk_page.page_of(comment, request.user, queue, timezone.now(), **forms)
        # A page that comes back for another reason still stands for the words that were read before it was sent.
        read = "" if status == 409 else request.POST.get("words", "")
        context["words"] = read or as_read.mark_of(comment)
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
        by_other = claims.is_read_by_other(comment, request.user, timezone.now())
        if by_other and form.cleaned_data["move"] not in DANGER:
            return self.leave_to_other(request, comment, form)
        return self.decide(request, comment, form)

    def leave_to_other(self, request, comment, form):
        """A colleague reads it. What was written down is kept on the page, and by the button that takes it over."""
        nothing = _("Nothing was changed: %(who)s is reading it.") % {"who": comment.claimed_by}
        if form.cleaned_data["note"]:
            form.add_error(
                "note", nothing + " " + _("Your note is kept below: take it over first, then send it again.")
            )
            return self.comment_page(request, comment, decision=form, status=409)
        messages.warning(request, nothing)
        return redirect(address_of("change", form.cleaned_data["queue"], comment.pk))

    def decide(self, request, comment, form):
        chosen = form.cleaned_data
        same = chosen["move"] in WHATEVER_IT_SAYS or as_read.is_as_read(comment, chosen["words"])
        if comment.status == chosen["seen"] and not same:  # another state is refused below, and named
            form.add_error("note", as_read.CHANGED)
            return self.comment_page(request, comment, decision=form, status=409)
        comment.status = chosen["seen"]
        fields = {name: chosen[name] for name in ("note", "reason", "tier", "checked")}
        try:
            take_step(chosen["move"], comment, request.user, **fields)
        except moderation.ReasonMissing as missing:
            form.add_error("reason" if chosen["move"] == "reject" else "note", str(missing))
            return self.comment_page(request, comment, decision=form, status=422)
        except (moderation.SecondPersonNeeded, outcomes.NotPublishable, SealedShut) as refusal:
            form.add_error("note", str(refusal))
            return self.comment_page(request, comment, decision=form, status=409)
        except moderation.AlreadyDecided as late:
            messages.warning(request, str(late))
            return redirect(address_of("change", chosen["queue"], comment.pk))
        messages.success(request, what_happened.sentence(comment, chosen["move"]))
        return self.to_next(request, comment, chosen["queue"])

    def to_next(self, request, comment, queue):
        """The next comment, which is thereby taken: whoever decides reads on."""
        if comment.status == Status.PENDING and comment.escalated_at is None:
            return redirect(address_of("change", queue, comment.pk))
        now = timezone.now()
        number = next_to_read(comment, request.user, queue, now) or first_to_read(request.user, queue, now)
        if number is None or number == comment.pk:
            return redirect(address_of("queue", queue))
        if self.has_moderate_permission(request):
            claims.claim(Comment.objects.get(pk=number), request.user)
        return redirect(address_of("change", queue, number))

    def claim_view(self, request, number):
        comment = self.find(request, number)
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = ClaimForm(request.POST)
        if not form.is_valid():
            return self.comment_page(request, comment, claiming=form, status=422)
        step, to = form.cleaned_data["step"], form.cleaned_data["to"]
        done = self.take_claim(request, comment, step, to, form.cleaned_data["hand_note"])
        if "application/json" in request.headers.get("Accept", ""):  # sent by the page's script
            return HttpResponse(status=204 if done else 409)
        if not done and step != "let_go":
            messages.warning(request, _("Nothing was changed: somebody else is reading it, or it has been decided."))
        if step == "hand_over" and done:
            messages.success(request, _("%(who)s has it for an hour.") % {"who": to})
            return redirect(address_of("queue", form.cleaned_data["queue"]))
        if done and request.POST.get("move"):  # what was about to be decided, with its note
            return self.comment_page(request, comment, decision=DecisionForm(request.POST))
        return redirect(address_of("change", form.cleaned_data["queue"], comment.pk))

    def take_claim(self, request, comment, step, to, note) -> bool:
        if step == "hand_over":
            return claims.hand_over(comment, request.user, to, note=note)
        verbs = {"claim": claims.claim, "take_over": claims.take_over, "let_go": claims.let_go}
        return verbs[step](comment, request.user)

    def give_back_view(self, request, number):
        comment = self.find(request, number)
        if not has_role(request.user, CLINICIAN):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = GiveBackForm(request.POST)
        if not form.is_valid():
            return self.comment_page(request, comment, giving_back=form, status=422)
        if comment.escalated_at and not as_read.is_as_read(comment, form.cleaned_data["words"]):
            form.add_error("note", as_read.CHANGED)
            return self.comment_page(request, comment, giving_back=form, status=409)
        try:
            escalation.give_back(comment, request.user, note=form.cleaned_data["note"])
        except moderation.AlreadyDecided as late:
            messages.warning(request, str(late))
            return redirect(address_of("change", form.cleaned_data["queue"], comment.pk))
        messages.success(request, _("The moderators have it again, with your note."))
        return redirect(address_of("queue", WITH_CLINICIAN))
