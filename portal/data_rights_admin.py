"""The desk's page for a person's rights: find what is held, give a copy, erase. For owners.

Whom it is about is sent in forms only, never in an address, and stands in no log, no session and no record.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from clinic.models import Record
from comments import data_rights
from comments.models import Erasure
from portal.accounts import confirmed_lately
from portal.lists import REGISTER

PAGE = "admin:comments_erasure_changelist"
MOST_RECORDS, MOST_SHOWN = 50, 200
MOMENTS = ("made", "sent", "decided", "email_confirmed", "written")


class WhoForm(forms.Form):
    who = forms.CharField(
        label=gettext_lazy("E-mail address, or address of a private page"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "vTextField"}),
        help_text=gettext_lazy(
            "As the person gave it with a comment; or …/comments/…/ from the page or the mail that they got."
        ),
        error_messages={"required": gettext_lazy("Enter what the person has told you.")},
    )

    def clean_who(self):
        who = self.cleaned_data["who"].strip()
        if not (data_rights.is_address(who) or data_rights.is_token(who)):
            raise forms.ValidationError(
                _("This is neither. Enter a whole e-mail address, or the whole address of a private page.")
            )
        return who


class EraseForm(forms.Form):
    """Asks twice: whether it is the right person, and who is at the keyboard."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have made sure that it is this person who asks"),
        error_messages={"required": gettext_lazy("Make sure who asks, and tick this.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Your own password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Enter the password with which you sign in.")},
    )

    def __init__(self, data=None, *, request):
        super().__init__(data)
        self.request = request
        if confirmed_lately(request):
            del self.fields["password"]

    def clean_password(self):
        """Counts wrong ones like those of signing in."""
        if not get_adapter().reauthenticate(self.request.user, self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password. Nothing was erased."))
        reauthenticate_by_password(self.request)
        return ""


def with_dates(copy):
    """The copy with its moments as dates, for a page that people read."""
    if isinstance(copy, list):
        return [with_dates(one) for one in copy]
    if isinstance(copy, dict):
        return {
            name: datetime.fromisoformat(value) if name in MOMENTS and value else with_dates(value)
            for name, value in copy.items()
        }
    return copy


@admin.register(Erasure)
class DataRightsAdmin(admin.ModelAdmin):
    """In the place of a list of erasures, which are digests and tell nobody anything."""

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("comments.answer_person")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.guarded
        return [
            path(
                "", view(require_http_methods(["GET", "HEAD", "POST"])(self.find)), name="comments_erasure_changelist"
            ),
            path("copy/", view(require_POST(self.give)), name="comments_erasure_copy"),
            path("erase/", view(require_POST(self.erase)), name="comments_erasure_erase"),
        ]

    def guarded(self, view):
        @sensitive_post_parameters()
        @never_cache
        def for_owners(request):
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request)

        return self.admin_site.admin_view(for_owners)

    def page(self, request, template: str, title: str, *, status: int = 200, **context):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return render(request, f"admin/comments/{template}.html", context, status=status)

    def find(self, request):
        form = WhoForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            held = data_rights.find(form.cleaned_data["who"], request.user)
            return self.found(request, form, held)
        return self.start(request, form)

    def start(self, request, form: WhoForm):
        """The form, and what was asked before."""
        records = Record.objects.filter(action__in=REGISTER).select_related("actor").order_by("-at", "-pk")
        return self.page(
            request,
            "data_rights",
            _("What is held of a person"),
            status=422 if form.errors else 200,
            form=form,
            records=[(line, REGISTER[line.action]) for line in records[:MOST_RECORDS]],
        )

    def found(self, request, form: WhoForm, held: data_rights.Held, status: int = 200):
        return self.page(
            request,
            "data_rights_found",
            _("What is held of a person"),
            status=status,
            another=WhoForm(),
            who=form.cleaned_data["who"],
            held=held,
            comments=held.comments[:MOST_SHOWN],
            notes=[(data_rights.in_words(note), note, data_rights.must_be_read(note)) for note in held.notes],
        )

    def give(self, request):
        """A copy as a file: JSON for a machine, a page for a person. Its name says nothing."""
        form = WhoForm(request.POST)
        if not form.is_valid():
            return self.start(request, form)
        held = data_rights.held_of(form.cleaned_data["who"])
        if not held:
            return self.found(request, form, data_rights.find(form.cleaned_data["who"], request.user))
        copy = data_rights.give(held, request.user)
        kind = "json" if request.POST.get("as") == "json" else "html"
        if kind == "json":
            answer: HttpResponse = JsonResponse(copy, json_dumps_params={"ensure_ascii": False, "indent": 2})
        else:
            answer = render(request, "admin/comments/data_rights_copy.html", {"copy": with_dates(copy)})
        answer["Content-Disposition"] = f'attachment; filename="what-we-hold-{timezone.localdate()}.{kind}"'
        return answer

    def erase(self, request):
        """Asks first, and says what goes and what stays; erases when that very page is confirmed."""
        form = WhoForm(request.POST)
        if not form.is_valid():
            return self.start(request, form)
        confirmed = "seen" in request.POST
        who = form.cleaned_data["who"]
        held = data_rights.held_of(who) if confirmed else data_rights.find(who, request.user)
        if not held.can_be_erased:
            return self.found(request, form, held)
        sure = EraseForm(request.POST if confirmed else None, request=request)
        changed = confirmed and request.POST["seen"] != held.seen()
        if confirmed and not changed and sure.is_valid():
            self.say(request, data_rights.erase(held, request.user))
            return redirect(PAGE)
        return self.page(
            request,
            "data_rights_erase",
            _("Erase what is held of a person"),
            status=422 if confirmed else 200,
            form=sure,
            who=form.cleaned_data["who"],
            held=held,
            changed=changed,
            backup_days=settings.BACKUP_KEEP_DAYS,
        )

    def say(self, request, done: data_rights.Erased) -> None:
        number = done.now + done.notes
        text = ngettext("Erased: %(number)d entry.", "Erased: %(number)d entries.", number) % {"number": number}
        messages.success(request, text)
        if done.later:
            text = ngettext(
                "%(number)d message of high distress is out of view and is erased within 72 hours.",
                "%(number)d messages of high distress are out of view and are erased within 72 hours.",
                done.later,
            )
            messages.warning(request, text % {"number": done.later})
