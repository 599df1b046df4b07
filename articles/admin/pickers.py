"""What the editor's page looks up while somebody types: pages to link to, pictures, sources."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.urls import reverse

from articles.models import Article, Image, Source, Topic

MOST = 20
LONGEST = 100  # characters of a search; longer ones find nothing that their beginning does not


def containing(query: str, *fields: str) -> Q:
    """Rows that have every word of the query in one of the fields."""
    found = Q()
    for word in query.split():
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": word})
        found &= one
    return found


def links(query: str) -> list[dict[str, str]]:
    """Articles and topics; an article that was taken down is nothing to link to."""
    articles = Article.objects.exclude(status=Article.Status.WITHDRAWN).filter(containing(query, "title", "slug"))
    topics = Topic.objects.filter(containing(query, "title", "slug"))
    rows = [*articles.only("title", "slug").order_by("title")[:MOST], *topics.only("title", "slug")[:MOST]]
    return [{"value": row.get_absolute_url(), "label": row.title} for row in rows]


def pictures(query: str) -> list[dict[str, str]]:
    rows = Image.objects.filter(containing(query, "title", "key", "alt")).only("key", "title", "alt")
    return [
        {"value": reverse("articles:picture", args=[row.key]), "label": row.title, "alt": row.alt}
        for row in rows[:MOST]
    ]


def sources(query: str) -> list[dict[str, str]]:
    rows = Source.objects.filter(containing(query, "key", "title", "authors")).only("key", "title", "year")
    return [{"value": row.key, "label": f"{row.title} ({row.year or '–'})"} for row in rows[:MOST]]


KINDS: dict[str, Callable[[str], list[dict[str, str]]]] = {"link": links, "picture": pictures, "source": sources}


def pick_view(desk, request) -> JsonResponse:
    """`?kind=` one of KINDS and `?q=` some words: at most MOST things of that kind, by what they are called."""
    if not (desk.has_change_permission(request) or desk.has_add_permission(request)):
        raise PermissionDenied
    find = KINDS.get(request.GET.get("kind", ""))
    if find is None:
        raise Http404
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    return JsonResponse({"found": find(query)})
