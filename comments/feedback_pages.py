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
from comments.busy import keeps_words
from comments.forms import FeedbackForm, plain_text
from comments.models import MAX_URGENT_TEXT, Tier
from comments.network import client_address
from comments.opening import Closed, next_reading
from comments.refusals import look, needs_help_first
from comments.sending import needs_help, refuse
from comments.triage import Triage, triage


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def page(request: HttpRequest, slug: str) -> HttpResponse:
    sent = request.method == "POST"
    if sent and guards.is_too_large(request):
        raise RequestDataTooBig
    try:
        article = get_public_article(slug)
    except (Http404, Withdrawn) as gone:
        return not_here(request, was_here=isinstance(gone, Withdrawn))
    sections = feedback.sections_of(article)
    if sent:  # under an older address too: a redirect would lose the words
        return receive(request, article, FeedbackForm(sections, request.POST))
    if article.slug != slug:
        return HttpResponsePermanentRedirect(reverse("comments:feedback", args=[article.slug]))
    return show(request, article, FeedbackForm(sections, initial={"section": request.GET.get("section", "")}))


def not_here(request: HttpRequest, *, was_here: bool) -> HttpResponse:
    """Words about a page that is gone come back to whoever wrote them."""
    words = request.POST.get("text", "") if request.method == "POST" else ""
    if not words:
        raise Http404
    if was_here:
        return refuse(request, 410, closed=Closed.WITHDRAWN, words=words)
    return refuse(request, 404, closed=Closed.NOT_FOUND, words=words)


def receive(request: HttpRequest, article: Article, form: FeedbackForm) -> HttpResponse:
    """Distress comes first: neither too long a text nor a wrong field keeps it from being stored."""
    words = plain_text(request.POST.get("text", ""))[:MAX_URGENT_TEXT]
    whole = form.is_valid()
    if not guards.comes_from_our_pages(request):
        form.add_error(None, guards.NOT_OURS)
        return show(request, article, form, 403, help_first=needs_help_first(words))
    if whole:
        return take(request, article, form, words, triage(words))
    seen = look(words) if words else None
    if seen and seen.tier == Tier.HIGH:
        return take(request, article, form, words, seen)
    return show(request, article, form, 422, help_first=needs_help(seen, words))


def take(request: HttpRequest, article: Article, form: FeedbackForm, text: str, seen: Triage) -> HttpResponse:
    """Words of distress become an urgent message and get its answer, whatever they were meant for."""
    address, now = client_address(request), timezone.now()
    try:
        if seen.tier == Tier.HIGH:
            draft = posting.Draft("", "", text, feedback_on=form.heading)
            comment = posting.submit(article, draft, address=address, now=now, seen=seen)
            return answering.answer(request, comment, draft, seen, address=address, now=now)
        feedback.tell(article, section=form.heading, text=text, seen=seen, address=address, at=now)
    except (feedback.TooMuchFeedback, posting.TooMany):
        form.add_error(None, reporting.WAIT)
        return show(request, article, form, 429, help_first=needs_help(seen, text))
    context = {"article": article, "next_reading": next_reading(now)} | answering.about(seen)
    return render(request, "comments/feedback_sent.html", context)


def show(
    request: HttpRequest, article: Article, form: FeedbackForm, status: int = 200, *, help_first: bool = False
) -> HttpResponse:
    context = {"article": article, "form": form, "help_first": help_first}
    response = render(request, "comments/feedback.html", context, status=status)
    if status == 429:
        response["Retry-After"] = "3600"
    return response
