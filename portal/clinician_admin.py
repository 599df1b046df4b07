"""The register of clinicians on the desk, for owners."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinician, User
from portal.clinician_register import ask_again, save_clinician


@admin.register(Clinician)
class ClinicianAdmin(admin.ModelAdmin):
    list_display = ["name", "credential", "email", "proven", "is_active", "user", "mailed_at"]
    list_filter = ["is_active"]
    list_select_related = ["user"]
    search_fields = ["name", "email"]
    readonly_fields = ["verified_at", "mailed_at"]
    actions = ["mail_link_again"]
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
    }
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "Readers see the name, the profession, the registration and the interests beside what this "
                    "person has signed. Enter only people who exist and have agreed."
                ),
                "fields": ["name", "credential", "registration_number", "registration_link", "disclosure"],
            },
        ),
        (_("How we reach this person"), {"fields": ["email", "verified_at", "user", "is_active", "mailed_at"]}),
    ]

    @admin.display(description=_("address proven"), boolean=True, ordering="verified_at")
    def proven(self, clinician):
        return clinician.verified_at is not None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True, is_staff=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        save_clinician(obj, request.user)
        if obj.verified_at is None:
            messages.info(
                request, _("We have mailed a link to %s. This person can sign once it is confirmed.") % obj.email
            )

    @admin.action(description=_("Mail the link that proves the address again"), permissions=["change"])
    def mail_link_again(self, request, queryset):
        waiting = queryset.filter(verified_at=None, is_active=True)
        for clinician in waiting:
            ask_again(clinician, request.user)
        messages.info(request, _("Mailed. Entries whose address is proven already are left alone."))
