"""The page on which a reader says what is wrong or unclear in a part of an article: no account, cookie or script."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article
from articles.reading import Withdrawn, get_public_article
from comments import answering, feedback, guards, posting, reporting
from comments.forms import FeedbackForm
from comments.models import Tier
from comments.network import client_address
from comments.opening import next_reading
from comments.triage import triage


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        article = get_public_article(slug)
    except Withdrawn:
        raise Http404 from None
    if article.slug != slug:
        return HttpResponsePermanentRedirect(reverse("comments:feedback", args=[article.slug]))
    sections = feedback.sections_of(article)
    if request.method != "POST":
        return show(request, article, FeedbackForm(sections, initial={"section": request.GET.get("section", "")}))
    if guards.is_too_large(request):
        raise RequestDataTooBig
    form = FeedbackForm(sections, request.POST)
    if not guards.comes_from_our_pages(request):
        form.full_clean()
        form.add_error(None, guards.NOT_OURS)
        return show(request, article, form, 403)
    if not form.is_valid():
        return show(request, article, form, 422)
    try:
        return take(request, article, form)
    except (feedback.TooMuchFeedback, posting.TooMany):
        form.add_error(None, reporting.WAIT)
        return show(request, article, form, 429)


def take(request: HttpRequest, article: Article, form: FeedbackForm) -> HttpResponse:
    """Distress first: such words become an urgent message and get its answer, whatever they were meant for."""
    text, address, now = form.cleaned_data["text"], client_address(request), timezone.now()
    seen = triage(text)
    if seen.tier == Tier.HIGH:
        draft = posting.Draft("", "", text)
        comment = posting.submit(article, draft, address=address, now=now, seen=seen)
        return answering.answer(request, comment, draft, seen, address=address, now=now)
    feedback.tell(article, section=form.heading, text=text, seen=seen, address=address, at=now)
    context = {"article": article, "next_reading": next_reading(now)} | answering.about(seen)
    return render(request, "comments/feedback_sent.html", context)


def show(request: HttpRequest, article: Article, form: FeedbackForm, status: int = 200) -> HttpResponse:
    response = render(request, "comments/feedback.html", {"article": article, "form": form}, status=status)
    if status == 429:
        response["Retry-After"] = "3600"
    return response
