from functools import wraps

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from clinic.paging import BoundedPaginator
from clinic.searching import is_too_much, shortened
from jobs import progress
from portal import charts, held_words, todo
from portal.second_factor import ask_for_second_factor

SEARCHES = ("q", "term")  # of a list, and of a field that completes what is typed


def refuse_strange_rows(request) -> None:
    """Django's lists ask the database for whatever a form names as ticked, and fail on what is no row's number."""
    for number in request.POST.getlist(ACTION_CHECKBOX_NAME):
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise BadRequest("a ticked row has no number")


def shorten_search(request) -> None:
    """So that a pasted page is a search like others, and every link of the list carries the short one."""
    for name in SEARCHES:
        if is_too_much(text := request.GET.get(name, "")):
            request.GET = request.GET.copy()
            request.GET[name] = shortened(text)


def bound(model_admin: ModelAdmin) -> None:
    """No list of the desk counts all its rows, however many years the site has run."""
    if model_admin.paginator is Paginator:
        model_admin.paginator = BoundedPaginator
    model_admin.show_full_result_count = False


class Desk(AdminSite):
    """The staff desk: Django's admin, opening on a list of what to do."""

    site_header = _("Staff desk")
    site_title = _("Staff desk")
    index_title = _("What to do now")
    enable_nav_sidebar = False  # the bar on top leads everywhere; lists get the room
    empty_value_display = "–"
    # Roles are fixed (clinic/roles.py), and nobody needs to read another person's secrets.
    left_out = ("auth", "account", "mfa")

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        kept = [model for model in models if model._meta.app_label not in self.left_out]
        super().register(kept, admin_class, **options)
        for model in kept:
            bound(self.get_model_admin(model))

    def admin_view(self, view, cacheable=False):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            refuse_strange_rows(request)
            shorten_search(request)
            return ask_for_second_factor(request) or held_words.offer(request) or view(request, *args, **kwargs)

        return super().admin_view(guarded, cacheable)

    def index(self, request, extra_context=None):
        numbers = charts.numbers_for(request.user)
        tasks = todo.tasks_for(request.user, numbers)
        own = {"tasks": tasks, "charts": charts.charts_of(numbers)}
        if numbers is not None:
            own["being_done"] = progress.shown()
        return super().index(request, own | (extra_context or {}))

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
