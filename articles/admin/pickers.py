"""What the editor's page looks up while somebody types: pages to link to, pictures, sources."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.topic_fields import named
from articles.models import Article, Image, Source, Term, Topic
from search.models import Entry

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


def articles_of(rows, query: str) -> list[dict[str, str]]:
    found = rows.filter(containing(query, "title", "slug")).only("title", "slug", "language").order_by("title")
    return [{"value": row.get_absolute_url(), "label": row.title} for row in found[:MOST]]


def articles(query: str) -> list[dict[str, str]]:
    """An article that was taken down is nothing to link to."""
    return articles_of(Article.objects.exclude(status=Article.Status.WITHDRAWN), query)


def public(query: str) -> list[dict[str, str]]:
    return articles_of(Article.objects.published(), query)


def topics(query: str) -> list[dict[str, str]]:
    """Sorted by title; the label says the language of those that are not in the site's own."""
    rows = Topic.objects.filter(containing(query, "title", "slug")).only("title", "slug", "language")
    return [{"value": row.get_absolute_url(), "label": named(row)} for row in rows.order_by("title")[:MOST]]


def links(query: str) -> list[dict[str, str]]:
    """Articles, topics, words of the glossary, questions."""
    topics = Topic.objects.filter(containing(query, "title", "slug")).only("title", "slug", "language")
    terms = Term.objects.filter(containing(query, "name", "forms")).only("name", "slug", "language")
    answers = Entry.objects.filter(containing(query, "title"), kind=Entry.Kind.ANSWER).only("title", "url")
    word, question = _("%s (what it means)"), _("%s (question)")
    return [
        *articles(query),
        *({"value": row.get_absolute_url(), "label": row.title} for row in topics[:MOST]),
        *({"value": row.get_absolute_url(), "label": word % row.name} for row in terms[:MOST]),
        *({"value": row.url, "label": question % row.title} for row in answers[:MOST]),
    ]


def pictures(query: str) -> list[dict[str, str]]:
    rows = Image.objects.filter(containing(query, "title", "key", "alt")).only("key", "title", "alt")
    return [described(row) for row in rows[:MOST]]


def sources(query: str) -> list[dict[str, str]]:
    rows = Source.objects.filter(containing(query, "key", "title", "authors")).only("key", "title", "year")
    return [described(row) for row in rows[:MOST]]


def described(row: Source | Image) -> dict[str, str]:
    """What a picker shows of a row, and the value that choosing it writes."""
    if isinstance(row, Source):
        return {"value": row.key, "label": f"{row.title} ({row.year or '–'})"}
    return {"value": reverse("articles:picture", args=[row.key]), "label": row.title, "alt": row.alt, "key": row.key}


KINDS: dict[str, Callable[[str], list[dict[str, str]]]] = {
    "article": articles,
    "link": links,
    "picture": pictures,
    "public": public,
    "source": sources,
    "topic": topics,
}


def pick_view(desk, request) -> JsonResponse:
    """`?kind=` one of KINDS and `?q=` some words: at most MOST things of that kind, by what they are called."""
    kind = request.GET.get("kind", "")
    writes = desk.has_change_permission(request) or desk.has_add_permission(request)
    if not (writes or (kind == "public" and request.user.has_perm("articles.take_down_article"))):
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404
    query = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    return JsonResponse({"found": KINDS[kind](query)})
