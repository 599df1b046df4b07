"""The comments' address: GET shows further pages and the form for an answer, POST takes a comment."""

from django.core.exceptions import RequestDataTooBig
from django.core.paginator import InvalidPage
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.reading import Withdrawn, get_public_article, still_to_come
from comments import guards
from comments.forms import CommentForm, plain_text
from comments.models import Comment
from comments.network import client_address
from comments.opening import Closed, closes_at, next_reading, why_closed, why_no_form
from comments.posting import Draft, TooMany, submit
from comments.reading import read_threads
from pagecache.public import depends_on, public_page, valid_until


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, slug: str) -> HttpResponse:
    return create(request, slug) if request.method == "POST" else read(request, slug)


@public_page(params=("page", "reply"))
def read(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        article, now = get_public_article(slug), timezone.now()
    except Withdrawn as gone:
        response = _refuse(request, 410, closed=Closed.WITHDRAWN)
        depends_on(response, f"article:{gone.article.pk}")
        return response
    form = None if why_no_form(article, now) else CommentForm(article=article)
    show = _answer_form if "reply" in request.GET else _thread_page
    response = show(request, article, form)
    depends_on(response, f"article:{article.pk}")
    valid_until(response, still_to_come(closes_at(article)))
    return response


def _thread_page(request, article, form) -> HttpResponse:
    try:
        threads = read_threads(article, request.GET.get("page", 1))
    except InvalidPage:
        raise Http404 from None
    return render(request, "comments/thread.html", {"article": article, "threads": threads, "form": form})


def _answer_form(request, article, form) -> HttpResponse:
    number = request.GET["reply"]
    public = Comment.objects.published().for_article(article)
    # Digits of our own alphabet only, and no more than a database's number holds.
    usable = number.isascii() and number.isdigit() and len(number) < 19
    answered = public.filter(pk=int(number)).first() if usable else None
    if answered is None or form is None:
        raise Http404
    form.initial["parent"] = answered.pk
    return render(request, "comments/write.html", {"article": article, "form": form, "answered": answered})


@never_cache
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a comment. Whatever speaks against it, the answer holds the words that were sent."""
    try:
        if guards.is_too_large(request):
            raise RequestDataTooBig
        words = request.POST.get("text", "")
    except RequestDataTooBig:
        return _refuse(request, 413)
    try:
        return _create(request, slug, words)
    except (OperationalError, InterfaceError):
        return _refuse(request, 503, words=words, retry_after=30)


def _create(request, slug, words) -> HttpResponse:
    if not guards.comes_from_our_pages(request):
        return _refuse(request, 403, words=words)
    try:
        article, now = get_public_article(slug), timezone.now()
    except Http404:
        return _refuse(request, 404, closed=Closed.NOT_FOUND, words=words)
    except Withdrawn:
        return _refuse(request, 410, closed=Closed.WITHDRAWN, words=words)
    if closed := why_closed(article, now):
        return _refuse(request, 409, article, closed=closed, words=words)
    form = CommentForm(request.POST, article=article)
    if not form.is_valid():
        return render(request, "comments/write.html", {"article": article, "form": form}, status=422)
    clean = form.cleaned_data
    draft = Draft(name=clean["name"], email=clean["email"], text=clean["text"], parent=clean["parent"])
    try:
        submit(article, draft, address=client_address(request), now=now)
    except TooMany as limit:
        return _wait(request, article, form, limit.seconds)
    return render(request, "comments/sent.html", {"article": article, "next_reading": next_reading(now)})


def _wait(request, article, form, seconds: int) -> HttpResponse:
    context = {"article": article, "form": form, "minutes": -(-seconds // 60)}
    response = render(request, "comments/write.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _refuse(request, status, article=None, *, closed=None, words="", retry_after=None) -> HttpResponse:
    context = {
        "article": article,
        "status": status,
        "closed": closed,
        "words": plain_text(words),
        "next_reading": next_reading(timezone.now()) if closed == Closed.HOURS else None,
    }
    response = render(request, "comments/refused.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
