"""The staff accounts on the desk. Not in clinic: saving touches cache and mail."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clinic.models import User
from clinic.record import record
from clinic.roles import OWNER, ROLES
from portal import clinician_admin, data_rights_admin, profile_admin, retention_admin  # noqa: F401  (they register themselves)
from portal.policies import desk as policies_desk  # noqa: F401  (registers itself)
from portal.second_factor import FACTORS
from portal.staff_accounts import reset_second_factor, send_password_link, shut_out
from portal.staff_links import invite, void_links
from portal.staff_sessions import LARGEST

REMOVED = _("Removed. They set up a new one at the next sign-in. Make sure you know who asked you.")


class StaffForm(forms.ModelForm):
    groups = forms.ModelMultipleChoiceField(
        Group.objects.filter(name__in=ROLES).order_by("name"),
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What this person may do. One person may hold several roles."),
    )

    class Meta:
        model = User
        fields = ["email", "display_name", "groups", "is_active"]

    def clean(self):
        data = super().clean()
        stays_owner = data.get("is_active", True) and OWNER in {role.name for role in data.get("groups") or ()}
        if self.instance.pk and not stays_owner:
            owners = User.objects.filter(groups__name=OWNER, is_active=True, is_staff=True)
            if owners.filter(pk=self.instance.pk).exists() and not owners.exclude(pk=self.instance.pk).exists():
                raise ValidationError(_("This is the only owner. Make somebody else an owner first."))
        return data


@admin.register(User)
class StaffAdmin(admin.ModelAdmin):
    """Staff accounts, for owners: a name, an address, roles. The person chooses a password by mail."""

    form = StaffForm
    list_display = ["display_name", "email", "roles", "is_active", "has_second_factor", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["email", "display_name"]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["send_password_link", "remove_second_factor"]

    def get_fieldsets(self, request, obj=None):
        fields = ["email", "display_name", "groups", "is_active"]
        if obj:
            return [(None, {"fields": [*fields, "last_login", "date_joined"]})]
        description = _("We mail this person a link for choosing a password. It works for seven days.")
        return [(None, {"fields": fields, "description": description})]

    def get_queryset(self, request):
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return super().get_queryset(request).prefetch_related("groups").annotate(second_factor=Exists(factors))

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False  # made on the server, kept on the server
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False  # an account is switched off; its record stays

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        user = form.instance
        roles = ", ".join(user.groups.order_by("name").values_list("name", flat=True)) or "no role"
        state = "" if user.is_active else ", switched off"
        record(request.user, "change staff account" if change else "add staff account", user, roles + state)
        if not user.is_active:
            shut_out(user)
        elif not change:
            invite(user, request.user)
        elif "email" in form.changed_data:
            void_links(user)  # they went to a mailbox that is not this person's any more

    @admin.display(description=_("roles"))
    def roles(self, user):
        return ", ".join(sorted(group.name for group in user.groups.all()))

    @admin.display(description=_("second step"), boolean=True)
    def has_second_factor(self, user):
        return user.second_factor

    @admin.action(description=_("Mail a link for choosing a new password"), permissions=["change"])
    def send_password_link(self, request, queryset):
        users = [user for user in queryset if self.has_change_permission(request, user) and user.is_active]
        for user in users:
            send_password_link(user, request.user)
        text = ngettext("One link is on its way.", "%(number)d links are on their way.", len(users))
        self.message_user(request, text % {"number": len(users)}, messages.SUCCESS)

    @admin.action(description=_("Remove the second step (lost phone)"), permissions=["change"])
    def remove_second_factor(self, request, queryset):
        others = queryset.exclude(pk=request.user.pk)  # one's own is removed under “Second step”, after a fresh proof
        for user in [user for user in others if self.has_change_permission(request, user)]:
            reset_second_factor(user, request.user)
        self.message_user(request, REMOVED, messages.WARNING)

    def get_urls(self):
        view = self.admin_site.admin_view(self.remove_second_factor_view)
        name = "clinic_user_remove_second_factor"
        return [path("<int:number>/remove-second-factor/", view, name=name), *super().get_urls()]

    def remove_second_factor_view(self, request, number):
        """A page of its own, reached from the account's form: GET asks, POST does it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user = get_object_or_404(self.get_queryset(request), pk=min(number, LARGEST))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user.pk == request.user.pk:
            return HttpResponseRedirect(reverse("mfa_index"))
        if request.method == "POST":
            reset_second_factor(user, request.user)
            self.message_user(request, REMOVED, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:clinic_user_change", args=[user.pk]))
        context = self.admin_site.each_context(request) | {"title": _("Remove the second step"), "original": user}
        return TemplateResponse(request, "admin/clinic/user/second_factor.html", context | {"opts": self.opts})
