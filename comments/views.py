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
from clinic.hours import is_within
from clinic.presets import COUNTRIES
from clinic.profile import get_profile
from comments import guards, urgent
from comments.due import KEEP_TAKEN_BACK
from comments.forms import CommentForm, plain_text
from comments.models import MAX_TEXT, Comment, Tier
from comments.network import client_address
from comments.opening import Closed, closes_at, next_reading, why_closed, why_no_form
from comments.posting import Draft, TooMany, submit
from comments.reading import read_threads
from comments.triage import Triage, triage
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
    whole = form.is_valid()
    draft = _draft_of(form)
    seen = draft.triage()
    # Distress comes first: neither a missing name nor a wrong address keeps such a message from being stored.
    if not whole and not (draft.text and seen.tier == Tier.HIGH):
        return _write(request, 422, article, form, words)
    try:
        comment = submit(article, draft, address=client_address(request), now=now, seen=seen)
    except TooMany as limit:
        return _write(request, 429, article, form, words, seconds=limit.seconds)
    return _answer(request, comment, draft, seen, now)


def _draft_of(form: CommentForm) -> Draft:
    """What the form holds so far; a field that is missing or wrong is empty."""
    clean = form.cleaned_data
    return Draft(
        name=clean.get("name", ""),
        email=clean.get("email", ""),
        text=clean.get("text", ""),
        parent=clean.get("parent"),
    )


def _answer(request, comment: Comment, draft: Draft, seen: Triage, now) -> HttpResponse:
    """What somebody reads after sending. Status 200 and no redirect, so that nothing of it stays in the history."""
    context = {"article": comment.article, "next_reading": next_reading(now)}
    if seen.tier == Tier.HIGH:
        profile = get_profile()
        context |= {
            "words": draft.text,
            "token": urgent.take_back_token(comment),
            "is_clinic_open": is_within(profile.opening_hours, timezone.localtime(now)),
            "somebody_reads": is_within(profile.moderation_hours, timezone.localtime(now)),
            "take_back_within": urgent.TOKEN_HOLDS.days,
            "hours_kept": int(KEEP_TAKEN_BACK.total_seconds() // 3600),
        }
        return render(request, "comments/sent_urgent.html", context)
    screens = seen.screens()
    context |= {
        "emergency": "emergency" in screens or "safeguarding" in screens,
        "side_effect": "side_effect" in screens,
        "help_first": seen.tier == Tier.MEDIUM,
        "reporting": COUNTRIES[get_profile().country].reporting,
    }
    return render(request, "comments/sent.html", context)


@never_cache
@require_http_methods(["POST"])
def take_back(request: HttpRequest) -> HttpResponse:
    """Deletes an urgent message for its writer, who has nothing but the signed token of her answer page."""
    if guards.is_too_large(request) or not guards.comes_from_our_pages(request):
        return render(request, "comments/taken_back.html", {"refused": True}, status=403)
    comment = urgent.find_by_token(request.POST.get("token", ""))
    if comment is None:
        return render(request, "comments/taken_back.html", {"refused": True}, status=404)
    urgent.take_back(comment)
    hours = int(KEEP_TAKEN_BACK.total_seconds() // 3600)
    return render(request, "comments/taken_back.html", {"hours_kept": hours})


def _write(request, status: int, article, form, words: str, *, seconds: int = 0) -> HttpResponse:
    context = {
        "article": article,
        "form": form,
        "minutes": -(-seconds // 60),
        "help_first": _needs_help_first(words),
    }
    response = render(request, "comments/write.html", context, status=status)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def _needs_help_first(words: str) -> bool:
    """Whether words that are not stored speak of distress or an emergency."""
    seen = triage(plain_text(words)[: 2 * MAX_TEXT])
    return seen.tier != Tier.NONE or "emergency" in seen.screens()


def _refuse(request, status, article=None, *, closed=None, words="", retry_after=None) -> HttpResponse:
    context = {
        "article": article,
        "status": status,
        "closed": closed,
        "words": plain_text(words),
        "help_first": _needs_help_first(words),
        "next_reading": next_reading(timezone.now()) if closed == Closed.HOURS else None,
    }
    response = render(request, "comments/refused.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
