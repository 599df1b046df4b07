"""The clinic's answers on the desk: written, helped along by approved texts, and let out by a second person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comments import as_read, duty, staff_replies
from comments.models import Status
from comments.queues import address_of
from comments.staff_forms import StaffReplyForm
from comments.trail import AlreadyDecided


class ReplyViews:
    """Mixed into the admin of comments, beside desk_views.py."""

    def reply_view(self, request, number):
        """Answers a comment, or puts other words in the place of an answer that waits."""
        comment = self.find(request, number)
        if not request.user.has_perm("comments.reply_as_staff"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = StaffReplyForm(request.POST)
        if not form.is_valid():
            return self.comment_page(request, comment, reply=form, status=422)
        if form.step == "insert":
            return self.comment_page(request, comment, reply=form.with_approved_text())
        return self.send_reply(request, comment, form)

    def send_reply(self, request, comment, form):
        if not as_read.is_as_read(comment, form.cleaned_data["words"]):
            form.add_error("text", as_read.CHANGED)
            return self.comment_page(request, comment, reply=form, status=409)
        # An answer that was public when its page was opened is answered; one that waited is reworded, or nothing is.
        rewords = comment.is_staff_reply and request.POST.get("seen") != Status.APPROVED
        write = staff_replies.reword if rewords else staff_replies.post
        try:
            reply = write(comment, request.user, form.cleaned_data["text"], ask=form.step == "ask")
        except staff_replies.CannotReply as problem:
            form.marked = getattr(problem, "findings", [])
            form.add_error("text", str(problem))
            return self.comment_page(request, comment, reply=form, status=422)
        except AlreadyDecided as late:
            form.add_error("text", str(late))
            return self.comment_page(request, comment, reply=form, status=409)
        messages.success(request, self.what_happened(reply, request.user))
        shown = reply if reply.status == Status.PENDING else reply.parent
        if comment.status == Status.APPROVED and reply.status == Status.APPROVED:
            shown = comment
        return redirect(address_of("change", form.cleaned_data["queue"], shown.pk))

    def what_happened(self, reply, by) -> str:
        if reply.status == Status.PENDING:
            if duty.colleagues_of(by).exists():
                return _("Your reply is kept and not on the site. It waits for a second person.")
            return _("Your reply is kept and not on the site. In 24 hours you decide again, as no other account can.")
        if reply.parent.status == Status.PENDING:
            return _("Your reply is kept. It appears together with the comment, once that is approved.")
        return _("Your reply is on the site.")
