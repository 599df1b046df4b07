"""The page on which a reader reports a published comment: no account, no cookie, no script."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments import answering, guards, posting, reporting
from comments.busy import keeps_words
from comments.forms import ReportForm, plain_text
from comments.models import MAX_URGENT_TEXT, Comment, Report, Tier
from comments.network import client_address
from comments.opening import Closed
from comments.refusals import look, needs_help_first
from comments.sending import needs_help, refuse
from comments.triage import Triage, triage

LARGEST = 2**63 - 1


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def report(request: HttpRequest, number: int) -> HttpResponse:
    public = Comment.objects.published().select_related("article")
    comment = public.filter(pk=number).first() if number <= LARGEST else None
    if comment is None:
        return not_here(request)
    if request.method != "POST":
        return show(request, comment, ReportForm())
    if guards.is_too_large(request):
        raise RequestDataTooBig
    return receive(request, comment, ReportForm(request.POST))


def not_here(request: HttpRequest) -> HttpResponse:
    """Words about a comment that went meanwhile come back to whoever wrote them, with help first where they need it."""
    if request.method == "POST" and guards.is_too_large(request):
        raise RequestDataTooBig
    words = request.POST.get("text", "") if request.method == "POST" else ""
    if not words:
        raise Http404
    return refuse(request, 404, closed=Closed.COMMENT, words=words)


def receive(request: HttpRequest, comment: Comment, form: ReportForm) -> HttpResponse:
    """Distress comes first: neither too long a text nor a missing reason keeps it from being stored."""
    words = plain_text(request.POST.get("text", ""))[:MAX_URGENT_TEXT]
    whole = form.is_valid()
    if not guards.comes_from_our_pages(request):
        form.add_error(None, guards.NOT_OURS)
        return show(request, comment, form, 403, help_first=needs_help_first(words))
    seen = (triage(words) if whole else look(words)) if words else Triage()
    if whole or (seen and seen.tier == Tier.HIGH):
        return take(request, comment, form, words, seen or Triage())
    return show(request, comment, form, 422, help_first=needs_help(seen, words))


def take(request: HttpRequest, comment: Comment, form: ReportForm, text: str, seen: Triage) -> HttpResponse:
    """Words of distress become an urgent message beside the report, and get its answer."""
    address, now = client_address(request), timezone.now()
    sent = {"why": form.cleaned_data.get("why") or Report.Why.OTHER, "address": address, "at": now}
    try:
        if seen.tier == Tier.HIGH:
            urgent, draft = reporting.report_in_distress(comment, text=text, seen=seen, **sent)
            return answering.answer(request, urgent, draft, seen, address=address, now=now)
        made = reporting.report(comment, text=text, seen=seen, **sent)
    except (reporting.TooManyReports, posting.TooMany):
        form.add_error(None, reporting.WAIT)
        return show(request, comment, form, 429, help_first=needs_help(seen, text))
    worried = made.why == Report.Why.WORRIED or seen.tier != Tier.NONE
    context = {"article": comment.article, "worried": worried} | answering.about(seen)
    return render(request, "comments/reported.html", context)


def show(
    request: HttpRequest, comment: Comment, form: ReportForm, status: int = 200, *, help_first: bool = False
) -> HttpResponse:
    context = {"article": comment.article, "answered": comment, "form": form, "help_first": help_first}
    response = render(request, "comments/report.html", context, status=status)
    if status == 429:
        response["Retry-After"] = "3600"
    return response
