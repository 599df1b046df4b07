"""Opening the contact details in an urgent message: a button, so that each look is somebody's own and on record."""

from django.contrib import messages
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comments import contacts
from comments.queues import address_of, queue_named


class ContactView:
    """Mixed into the admin of comments."""

    def contacts_view(self, request, number):
        """POST shows the page with the details, once; nothing of them is in an address or a history."""
        comment = self.find(request, number)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        contact = contacts.view(comment, request.user) if comment.sealed else None
        if contact is None:
            text = _("There are no contact details to show. Where there were, the key that opens them is missing.")
            messages.warning(request, text)
            return redirect(address_of("change", queue_named(request.POST), comment.pk))
        return self.comment_page(request, comment, contact=contact)
