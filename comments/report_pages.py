"""The page on which a reader reports a published comment: no account, no cookie, no script."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments import guards, reporting
from comments.answering import about
from comments.busy import keeps_words
from comments.forms import ReportForm
from comments.models import Comment, Report, Tier
from comments.network import client_address

LARGEST = 2**63 - 1


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def report(request: HttpRequest, number: int) -> HttpResponse:
    public = Comment.objects.published().select_related("article")
    comment = public.filter(pk=number).first() if number <= LARGEST else None
    if comment is None:
        raise Http404
    if request.method != "POST":
        return show(request, comment, ReportForm())
    if guards.is_too_large(request):
        raise RequestDataTooBig
    form = ReportForm(request.POST)
    if not guards.comes_from_our_pages(request):
        form.full_clean()
        form.add_error(None, guards.NOT_OURS)
        return show(request, comment, form, 403)
    if not form.is_valid():
        return show(request, comment, form, 422)
    try:
        made, seen = reporting.report(comment, address=client_address(request), **form.cleaned_data)
    except reporting.TooManyReports:
        form.add_error(None, reporting.WAIT)
        return show(request, comment, form, 429)
    worried = made.why == Report.Why.WORRIED or seen.tier != Tier.NONE
    return render(request, "comments/reported.html", {"article": comment.article, "worried": worried} | about(seen))


def show(request: HttpRequest, comment: Comment, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {"article": comment.article, "answered": comment, "form": form}
    response = render(request, "comments/report.html", context, status=status)
    if status == 429:
        response["Retry-After"] = "3600"
    return response
