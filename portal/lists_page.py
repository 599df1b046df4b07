"""The owners' page “Lists to take along”: each leaves the house as a spreadsheet, so each time is recorded."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clinic import sheets
from clinic.record import record
from clinic.roles import OWNER, has_role
from portal.lists import LISTS


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """GET shows what there is, POST gives the list that the pressed button names."""
    if not has_role(request.user, OWNER):
        raise PermissionDenied
    if request.method == "POST":
        return give(request, request.POST.get("list", ""))
    context = admin.site.each_context(request) | {"title": _("Lists to take along"), "lists": LISTS.items()}
    return render(request, "admin/lists.html", context)


def give(request, name: str):
    if name not in LISTS:
        raise Http404
    answer = sheets.answer(f"{name}-{timezone.localdate()}", LISTS[name].sheets())
    record(request.user, "take a list along", note=name)
    return answer


urlpatterns = [path("admin/lists/", admin.site.admin_view(page), name="lists")]
