"""Where clinicians sign: by signing in, or by a mailed link; and the desk's list of what waits for whom."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import asking
from articles.clinician_page import ClinicianPage
from articles.models import SignoffLink, SignoffRequest, Waiver
from articles.signing import Signer, signer_with_account

STATE = SignoffRequest.State
both = require_http_methods(["GET", "HEAD", "POST"])
ON_A_PAGE = 25
WHOLE_TEXTS = ("article__page", "article__card", "revision__content")  # not needed for a list


@both
def waiting(request):
    """What waits for whom, and what came back: for those who read drafts."""
    if not request.user.has_perm("articles.preview_article"):
        raise PermissionDenied
    signer = signer_with_account(request.user)
    rows = SignoffRequest.objects.select_related("article", "revision", "clinician").prefetch_related("notes")
    rows = rows.defer(*WHOLE_TEXTS)
    own = list(asking.waiting_for(signer.clinician).defer(*WHOLE_TEXTS)) if signer else []
    context = admin.site.each_context(request) | {
        "title": _("Clinical sign-off"),
        "signer": signer,
        "own": own[:ON_A_PAGE],
        "more": max(0, len(own) - ON_A_PAGE),
        "amount": asking.pages_and_minutes(own) if own else "",
        "open": Paginator(rows.filter(state=STATE.OPEN), ON_A_PAGE).get_page(request.GET.get("page")),
        "returned": rows.filter(state=STATE.RETURNED).order_by("-answered_at")[:20],
        "waivers": Paginator(waivers_that_hold(), ON_A_PAGE).get_page(request.GET.get("waivers")),
    }
    return render(request, "admin/articles/signoff/waiting.html", context)


def waivers_that_hold():
    rows = Waiver.objects.filter(ended_at=None).select_related("article", "clinician")
    return rows.defer("article__page", "article__card")


@both
def asked(request, number: int):
    """The clinician's page for a member of staff."""
    signer = signer_with_account(request.user)
    if signer is None:
        raise PermissionDenied(_("Only clinicians in the clinic’s register may sign."))
    found = get_request(signer, SignoffRequest.objects.all(), number)
    return step(request, signer, found, reverse("articles:signoff_waiting"))


@both
def link(request, token: str):
    """A mailed link: opening it changes nothing. A POST asks for a fresh one where this is too old."""
    found = asking.link_behind(token)
    if found is None:
        return render(request, "signoff/dead.html", {"unknown": True}, status=404)
    late = found.expires_at <= timezone.now()
    if late:
        fresh = request.method == "POST"
        context = {"late": True, "fresh": fresh, "sent": fresh and asking.mail_fresh_link(found)}
        return render(request, "signoff/dead.html", context, status=200 if fresh else 410)
    rows = steps_of(found)
    open_ones = [row for row in rows if row.state == STATE.OPEN]
    context = {
        "link": found,
        "rows": rows,
        "amount": asking.pages_and_minutes(open_ones) if open_ones else "",
        "token": token,
        "first": open_ones[0] if open_ones else None,
    }
    return render(request, "signoff/start.html", context)


@both
def linked(request, token: str, number: int):
    """The clinician's page behind a mailed link."""
    found = asking.link_behind(token)
    if found is None or found.expires_at <= timezone.now():
        return HttpResponseRedirect(reverse("articles:signoff_link", args=[token]))
    signer = Signer(found.clinician, link=found)
    row = get_request(signer, found.requests, number)
    return step(request, signer, row, reverse("articles:signoff_link", args=[token]))


def get_request(signer: Signer, rows, number: int) -> SignoffRequest:
    """The one access function: a request that is this clinician's own. Raises Http404."""
    own = rows.filter(clinician=signer.clinician).select_related("article", "revision", "clinician")
    try:
        return get_object_or_404(own, pk=number)
    except OverflowError:
        raise Http404 from None


def step(request, signer: Signer, found: SignoffRequest, back: str):
    """Show one page, or answer it and go on to the next."""
    page = ClinicianPage(request, signer, found)
    if request.method == "POST" and page.answered():
        if "_waive" in request.POST:
            return HttpResponseRedirect(request.path)
        following = next_of(signer)
        if signer.account:
            messages.success(request, _("Thank you. Your answer is kept."))
        return HttpResponseRedirect(address_of(signer, following, back) if following else back)
    numbers = list(open_of(signer).values_list("pk", flat=True))
    place = numbers.index(found.pk) + 1 if found.pk in numbers else 0
    context = page.context() | {"back": back, "place": place, "total": len(numbers)}
    return render(request, "signoff/page.html", context, status=422 if page.problem else 200)


def open_of(signer: Signer):
    rows = asking.waiting_for(signer.clinician)
    return rows.filter(pk__in=signer.link.requests.values("pk")) if signer.link else rows


def next_of(signer: Signer) -> SignoffRequest | None:
    return open_of(signer).first()


def address_of(signer: Signer, row: SignoffRequest, back: str) -> str:
    return f"{back}{row.pk}/"


def steps_of(found: SignoffLink) -> list[SignoffRequest]:
    rows = found.requests.exclude(state__in=[STATE.SUPERSEDED, STATE.TAKEN_BACK])
    return list(rows.select_related("article", "revision"))
