"""The page "My mail": how one wants to hear of what waits, queue by queue."""

from datetime import time

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import desk_mail, duty
from comments.models import How, MailWishes


def hours() -> list[tuple[int, str]]:
    return [(hour, formats.time_format(time(hour), "P")) for hour in range(24)]


class MyMailForm(forms.Form):
    hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour of the mail that comes once a day"), choices=hours, coerce=int
    )

    def __init__(self, data=None, *, wishes: MailWishes):
        super().__init__(data, initial={"hour": wishes.digest_hour})
        for queue in MailWishes.QUEUES:
            self.fields[queue.value] = forms.ChoiceField(
                label=str(queue.label).capitalize(),
                choices=How,
                initial=getattr(wishes, queue.value),
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one.")},
            )

    def queues(self):
        return [self[queue.value] for queue in MailWishes.QUEUES]


class MyMailView:
    """Mixed into the admin of comments."""

    def my_mail_view(self, request):
        """GET shows the wishes of whoever is signed in, POST stores them. Only who is on duty gets such mail."""
        if not duty.is_on_duty(request.user):
            raise PermissionDenied
        wishes = desk_mail.wishes_of(request.user) if request.method == "POST" else self.seen(request.user)
        form = MyMailForm(request.POST if request.method == "POST" else None, wishes=wishes)
        if form.is_bound and form.is_valid():
            desk_mail.choose(wishes, **form.cleaned_data)
            messages.success(request, _("Saved. Mail comes to %(address)s.") % {"address": request.user.email})
            return redirect("admin:comments_comment_my_mail")
        context = {**self.admin_site.each_context(request), "title": _("My mail"), "opts": self.opts, "form": form}
        return render(request, "admin/comments/my_mail.html", context, status=422 if form.errors else 200)

    def seen(self, user) -> MailWishes:
        """As wishes_of(), without storing anything: a GET changes nothing."""
        return MailWishes.objects.filter(user=user).first() or desk_mail.usual_wishes(user)
