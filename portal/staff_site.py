from functools import wraps

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal import todo
from portal.accounts import ask_for_second_factor


class Desk(AdminSite):
    """The staff desk: Django's admin, opening on a list of what to do."""

    site_header = _("Staff desk")
    site_title = _("Staff desk")
    index_title = _("What to do now")
    enable_nav_sidebar = False  # the start page and the path on top lead everywhere; lists get the room
    # Roles are fixed (clinic/roles.py), and nobody needs to read another person's secrets.
    left_out = ("auth", "account", "mfa")

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        kept = [model for model in models if model._meta.app_label not in self.left_out]
        super().register(kept, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            return ask_for_second_factor(request) or view(request, *args, **kwargs)

        return super().admin_view(guarded, cacheable)

    def index(self, request, extra_context=None):
        return super().index(request, {"tasks": todo.tasks_for(request.user)} | (extra_context or {}))

    # Signing in and out and passwords belong to allauth, with its throttles and second factor. Django's own
    # forms are never shown: theirs would let somebody in by password alone.

    def login(self, request, extra_context=None):
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        onward = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': onward})}")

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("account_change_password")
