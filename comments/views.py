"""What readers see of the comments on an article, and the form."""

from datetime import datetime

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.models import Article
from articles.reading import Withdrawn, get_public_article
from comments import sending
from comments.forms import CommentForm
from comments.models import Comment
from comments.opening import Closed, away_at, changes_at, closings_to_show, why_no_form
from comments.reading import page_of, read_threads
from pagecache.public import depends_on, public_page, valid_until


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, slug: str) -> HttpResponse:
    return sending.create(request, slug) if request.method == "POST" else read(request, slug)


@public_page(params=("page", "reply", "comment"))
def read(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        article, now = get_public_article(slug), timezone.now()
    except Withdrawn as gone:
        response = sending.refuse(request, 410, closed=Closed.WITHDRAWN)
        depends_on(response, f"article:{gone.article.pk}")
        return response
    show = _answer_form if "reply" in request.GET else _thread_page
    response = show(request, article, place_of_form(article, now))
    depends_on(response, f"article:{article.pk}")
    for moment in changes_at(article, now):
        valid_until(response, moment)
    return response


def place_of_form(article: Article, now: datetime) -> dict:
    """What the place of the form needs: why there is none, if so, and the times that hold."""
    return {"closed": why_no_form(article, now), "away": away_at(now), "closings": closings_to_show(now)[0]}


def _thread_page(request, article, place: dict) -> HttpResponse:
    number = request.GET.get("page", "1")
    try:
        if "comment" in request.GET:
            number = page_of(article, request.GET["comment"])
        threads = read_threads(article, number)
    except InvalidPage:
        raise Http404 from None
    return render(request, "comments/thread.html", {"article": article, "threads": threads, **place})


def _answer_form(request, article, place: dict) -> HttpResponse:
    number = request.GET["reply"]
    public = Comment.objects.published().for_article(article)
    # Digits of our own alphabet only, and no more than a database's number holds.
    usable = number.isascii() and number.isdigit() and len(number) < 19
    answered = public.filter(pk=int(number)).first() if usable else None
    if answered is None or place["closed"] not in (None, Closed.AWAY):
        raise Http404
    form = None if place["closed"] else CommentForm(article=article, initial={"parent": answered.pk})
    return render(request, "comments/write.html", {"article": article, "answered": answered, "form": form, **place})
