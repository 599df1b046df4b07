"""Pages as they would be with what stands in the form of the profile. Nothing is saved, and nothing is kept."""

from dataclasses import dataclass, replace

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from clinic.models import ClinicProfile
from clinic.profile import Profile, as_if, banner_at, profile_of
from comments.opening import away_at, closings_to_show
from pagecache.pieces import apart
from portal.pages import other_countries


@dataclass(frozen=True)
class Page:
    """One page that the preview can show."""

    label: str
    template: str


PAGES = {
    "contact": Page(_("Contact"), "pages/contact.html"),
    "help": Page(_("Help now"), "pages/help_now.html"),
    "service": Page(_("Our service"), "pages/our_service.html"),
    "home": Page(_("Start"), "admin/clinic/clinicprofile/preview_home.html"),
    "comments": Page(_("Form for comments"), "admin/clinic/clinicprofile/preview_comments.html"),
}


def preview_view(desk, request: HttpRequest, pk: int) -> HttpResponse:
    """The page that is asked for, from the posted fields: 422 with what is wrong where they do not make a profile."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = get_object_or_404(ClinicProfile, pk=min(pk, ClinicProfile.THE_ROW + 1))
    # The desk's own form, whose fields have the names that its page has given them. It writes into this object in
    # memory, which nobody saves.
    form = desk.get_form(request, row, change=True)(request.POST, instance=row)
    if not form.is_valid():
        return framed(request, "admin/articles/article/unsaved_problems.html", {"form": form}, 422)
    page = PAGES.get(request.POST.get("preview-page", ""), PAGES["contact"])
    profile = profile_of(form.instance)
    with as_if(shown_now(profile)), apart():
        return framed(request, page.template, about(profile), 200)


def shown_now(profile: Profile) -> Profile:
    """With its notice even where that is to appear later: it is what the owner wants to look at."""
    return replace(profile, banner_from="")


def about(profile: Profile) -> dict:
    """What the pages need beside the profile, worked out within `as_if`."""
    now = timezone.now()
    begins = profile.banner_begins if profile.banner and banner_at(profile, now)[0] == "" else None
    return {
        "preview_of_profile": True,
        "banner_appears": begins if begins and begins > now else None,
        "countries": other_countries(),
        "away": away_at(now),
        "closings": closings_to_show(now)[0],
    }


# Shown in a frame beside the form, and in no frame of anybody else's; no script of the page runs there.
@csp_replace({"frame-ancestors": [SELF], "script-src": ["'none'"], "form-action": ["'none'"]})
@xframe_options_sameorigin
def framed(request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    return render(request, template, context, status=status)
