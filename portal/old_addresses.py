"""Addresses of the site that stood here before: they lead to what became of the page, or say that it is rewritten."""

from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.content import Content
from articles.models import Article, Topic
from portal.models import OldAddress

VALUES = ("p", "page_id", "cat", "feed")  # how WordPress names a page by number, a category and a feed
LONGEST = 500


def answer(request: HttpRequest) -> HttpResponse | None:
    """What an old address gets; None for one that nobody knows. A number in the query counts more than the path."""
    if request.method not in ("GET", "HEAD"):
        return None
    wanted = candidates(request)
    rows = OldAddress.objects.filter(address__in=wanted).select_related("article__draft", "topic")
    found = sorted(rows, key=lambda row: wanted.index(row.address))
    return lead_on(request, found[0]) if found else None


def candidates(request: HttpRequest) -> list[str]:
    found = []
    for name in VALUES:
        value = request.GET.get(name, "")
        if value and len(value) < 20:
            found.append(f"?{'p' if name == 'page_id' else name}={value.lower()}")
    path = unquote(request.path_info).lower().strip("/")
    if path and len(path) <= LONGEST and "\0" not in path:
        found.append(path)
    return [one for one in found if "\0" not in one]


def lead_on(request: HttpRequest, row: OldAddress) -> HttpResponse:
    if row.article is not None:
        if row.article.published_at is None:
            return being_rewritten(request, row.article)
        return moved(row.article.get_absolute_url())
    if row.topic is not None:
        name = "articles:topic_feed" if row.feed else "articles:topic"
        return moved(reverse(name, args=[row.topic.slug]))
    return moved(row.path)


def moved(address: str) -> HttpResponse:
    """Browsers keep such an answer for ever unless told otherwise; the page may move again."""
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = "max-age=300"
    return response


def being_rewritten(request: HttpRequest, article: Article) -> HttpResponse:
    """A page of before, of which nobody has published a checked version yet. Not a word of the draft is shown, not
    even its title; its topic is public. Status 404, because there is no page: search engines may drop the old one.
    """
    content = Content.from_json(article.draft.content) if article.draft else None
    topics = Topic.objects.filter(pk__in=content.topics) if content else Topic.objects.none()
    response = render(request, "portal/being_rewritten.html", {"status": 404, "topics": topics}, status=404)
    response["Cache-Control"] = "no-store"
    return response
