"""The desk's page of how long words are kept: the times, which an owner may shorten, and what the job has erased."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from clinic.profile import get_profile
from clinic.retention import TABLE, Kept, Period
from comments.due import KEEP_TAKEN_BACK
from comments.keeping import change_periods, more_erased
from comments.models import RetentionDay
from comments.network import KEEP_KEYS
from jobs.mail import KEPT as KEEP_MAIL
from pagecache.generations import forget_site

PAGE = "admin:comments_retentionday_changelist"
MOST_DAYS = 30


def days_in_words(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


class PeriodField(forms.IntegerField):
    """Days of one period, within its bounds."""

    def __init__(self, period: Period, kept: Kept):
        bounds = {"least": period.least, "most": period.most}
        super().__init__(
            label=period.what,
            min_value=period.least,
            max_value=period.most,
            initial=kept.days(period.key),
            help_text=_("%(least)d to %(most)d days. Not shorter: %(why)s") % (bounds | {"why": period.why}),
            error_messages={
                "required": _("Enter a number of days, %(least)d to %(most)d.") % bounds,
                "invalid": _("Enter a whole number of days, %(least)d to %(most)d.") % bounds,
                "max_value": _("Readers are promised %(most)d days at most. Enter %(least)d to %(most)d.") % bounds,
                "min_value": _("This is too short to work with. Enter %(least)d to %(most)d.") % bounds,
            },
        )
        self.widget.attrs["class"] = "vIntegerField"


class RetentionForm(forms.Form):
    """A field for each period. What would be erased within the hour is said first, and takes a tick."""

    sure = forms.BooleanField(label=gettext_lazy("Erase these within the hour, for good"), required=False)

    def __init__(self, data=None):
        super().__init__(data)
        kept = get_profile().kept
        self.fields |= {period.key: PeriodField(period, kept) for period in TABLE}

    @property
    def periods(self) -> list:
        return [self[period.key] for period in TABLE]

    @cached_property
    def going(self) -> dict[str, int]:
        """What the next run would erase because of what was entered. Nothing while that is wrong."""
        wanted = {period.key: self.cleaned_data.get(period.key) for period in TABLE} if self.is_bound else {}
        return more_erased(wanted, timezone.now()) if wanted and None not in wanted.values() else {}

    def clean(self):
        if any(self.going.values()) and not self.cleaned_data.get("sure"):
            self.add_error("sure", _("Look at how much would be erased, and tick this; or enter longer times."))
        return self.cleaned_data


@admin.register(RetentionDay)
class RetentionAdmin(admin.ModelAdmin):
    """In the place of a list of days."""

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("clinic.change_clinicprofile")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.page))
        return [path("", view, name="comments_retentionday_changelist")]

    def page(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = RetentionForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            self.save(request, form)
            return redirect(PAGE)
        context = self.admin_site.each_context(request) | {
            "title": _("How long words are kept"),
            "opts": self.opts,
            "form": form,
            "fixed": fixed(),
            "days": RetentionDay.objects.all()[:MOST_DAYS],
        }
        return render(request, "admin/comments/retention.html", context, status=422 if form.errors else 200)

    def save(self, request, form: RetentionForm) -> None:
        wanted = {period.key: form.cleaned_data[period.key] for period in TABLE}
        try:
            changed = change_periods(wanted, request.user, timezone.now())
        except ValidationError:  # of another field: an old row, a rule that has become stricter since
            messages.error(request, _("Nothing was changed: the clinic’s profile has a mistake. Save that first."))
            return
        if not changed:
            messages.info(request, _("Nothing was changed."))
            return
        forget_site()
        messages.success(request, _("Saved. Readers find these times on the page about privacy from now on."))


def fixed() -> list[tuple[str, str, str]]:
    """What nobody can change: what it is, how long, and why."""
    return [
        (
            _("A message of high distress that its writer deletes"),
            days_in_words(KEEP_TAKEN_BACK.days),
            _("She is told so beforehand, and somebody may be acting on it."),
        ),
        (
            _("The code of the network a comment came from"),
            days_in_words(KEEP_KEYS.days),
            _("It holds back floods, and nobody can undo it afterwards."),
        ),
        (
            _("A mail from the site, after sending"),
            days_in_words(KEEP_MAIL.days),
            _("Its words are deleted at once. The rest keeps a mail from being sent twice."),
        ),
        (
            _("A published comment"),
            _("as long as its article"),
            _("Until it is taken back, by its writer or by you."),
        ),
    ]
