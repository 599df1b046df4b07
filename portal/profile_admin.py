"""The clinic's profile on the desk. Not in clinic: saving touches the page cache."""

from functools import partial

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from clinic.models import ClinicProfile
from clinic.profile import save_profile
from pagecache.generations import forget_site
from portal.profile_form import ProfileForm
from portal.profile_preview import PAGES, preview_view

OTHER_HOLIDAYS = _("The country has changed, and with it the public holidays to tick. Look at “Closed days” again.")


@admin.register(ClinicProfile)
class ClinicProfileAdmin(admin.ModelAdmin):
    """One form for the one row, saved to the database and to the copy that public pages read."""

    form = ProfileForm
    readonly_fields = ["site_state", "changed_at"]
    fieldsets = [
        (
            None,
            {
                "description": _("The state changes under “Opening the site”, which says what is missing for it."),
                "fields": ["name", "tagline", "site_state", "changed_at"],
            },
        ),
        (
            _("How to reach you"),
            {
                "description": _("At the foot of every page and on the contact page."),
                "fields": ["phone", "after_hours_phone", "email", "address", "opening_hours"],
            },
        ),
        (
            _("Urgent help"),
            {
                "description": _("The first lines of every page. A wrong number here can cost a life."),
                "fields": ["country", "emergency_number", "help_lines"],
            },
        ),
        (_("Comments"), {"fields": ["comments_mode", "moderation_hours", "decision_text"]}),
        (
            _("Away"),
            {
                "description": _("For a time when nobody is here. Urgent messages still alert those on duty."),
                "fields": ["away_until", "away_comments"],
            },
        ),
        (
            _("Closed days"),
            {
                "description": _(
                    "Readers are told two weeks before. On these days nobody reads comments, the phone counts as "
                    "unattended, and urgent messages still alert those on duty."
                ),
                "fields": ["closed_holidays", "closed_days"],
            },
        ),
        (
            _("Notice"),
            {
                "description": _("At the top of every page, for a time. It is checked like an article’s words."),
                "fields": ["banner", "banner_from", "banner_until"],
            },
        ),
        (
            _("Our service"),
            {
                "description": _("Leave a field empty and the page does not show that fact."),
                "fields": [
                    "who_we_treat",
                    "products",
                    "price",
                    "referral",
                    "fasting_rules",
                    "driving_rules",
                    "complaints",
                ],
            },
        ),
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        return field

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)  # which answers 403
        row = ClinicProfile.the_one()
        return HttpResponseRedirect(reverse("admin:clinic_clinicprofile_change", args=[row.pk]))

    def get_urls(self):
        view = self.admin_site.admin_view(partial(preview_view, self))
        return [path("<int:pk>/preview/", view, name="clinic_clinicprofile_preview"), *super().get_urls()]

    @method_decorator(csp_update({"frame-src": [SELF]}))  # the preview beside the form
    def change_view(self, request, object_id, form_url="", extra_context=None):
        pages = [(name, page.label) for name, page in PAGES.items()]
        return super().change_view(request, object_id, form_url, (extra_context or {}) | {"preview_pages": pages})

    def save_model(self, request, obj, form, change):
        save_profile(obj, request.user)
        forget_site()
        if "country" in form.changed_data:
            self.message_user(request, OTHER_HOLIDAYS, messages.WARNING)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
