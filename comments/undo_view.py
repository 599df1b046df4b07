"""The button that takes back what was decided together."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.queues import address_of, queue_named
from comments.undoing import undo_step


class UndoView:
    """Mixed into the admin of comments."""

    def undo_view(self, request):
        """Leads to the list, where all of them wait again."""
        if not self.has_moderate_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        done, late = undo_step(request.user, request.POST.get("moment", ""), timezone.now())
        if done:
            text = ngettext("%(number)d comment waits again.", "%(number)d comments wait again.", done)
            messages.success(request, text % {"number": done})
        if late:
            text = ngettext("%(number)d was left as it is.", "%(number)d were left as they are.", late)
            messages.warning(request, text % {"number": late})
        if not done and not late:
            messages.warning(
                request, _("Nothing was changed: the ten seconds are over. Open a comment to let it wait again.")
            )
        return redirect(address_of("changelist", queue_named(request.POST)))
