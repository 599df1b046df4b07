"""The search page, the suggestions while typing, and what a page that is not found offers instead.

Nothing of a search is stored or logged, and no cache may keep its answer; only words that were looked for in vain on
five different days become readable to editors (search/misses.py).
"""

import re
from dataclasses import replace
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.topics import public_topics
from clinic import languages, structured
from comments.models import MAX_TEXT, Tier
from comments.triage import URGENT_SCREENS, triage
from search import misses, query
from search.finding import Result, Results, search, suggestions
from search.words import stem, words_of

LONGEST = query.LONGEST
SHORTEST_SUGGESTED = 2
NEAR = 3
# A single word is no sentence for the screens; whoever looks for one of these may need a person, not a page.
CRISIS = frozenset(
    stem(word, "en")
    for word in (
        *("suicide", "suicidal", "selfharm", "overdose", "overdosed", "emergency", "ambulance", "crisis", "hopeless"),
        *("kms", "unalive", "samaritans", "988", "911", "999"),
    )
)
PAGE_WORDS = re.compile(r"[a-z]{3,}")
FILE = re.compile(r"\.[a-z0-9]{2,5}$")


def needs_help_first(text: str) -> bool:
    """Whether the words may be somebody's in danger."""
    typed = words_of(text, "en")
    if CRISIS.intersection(stem(word, "en") for word in [*typed, "".join(typed)]):
        return True
    seen = triage(text)
    return seen.tier != Tier.NONE or bool(seen.screens() & URGENT_SCREENS)


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())
    topics = public_topics()
    topic = next((found for found in topics if found.slug == request.GET.get("topic")), None)
    help_first = bool(text) and needs_help_first(text[:MAX_TEXT])
    results = find(text, topic.slug if topic else "") if text else None
    if results and help_first and not answers(results):
        results = replace(results, hits=[], suggestion="")
    place = reverse("search")
    context = {
        "text": text[:LONGEST],
        "too_long": len(text) > LONGEST,
        "topics": [found for found in topics if not text or found == topic or found.slug in slugs_in(results)],
        "topic": topic,
        "results": results,
        "help_first": help_first,
        "data": structured.script(structured.web_page(place), structured.website(place), structured.clinic()),
    }
    return render(request, "portal/search.html", context)


def answers(results: Results) -> bool:
    """Whether pages hold all the words as they were typed. Near matches to what somebody in danger writes are worse
    than none: "I want to die" is not about "wanting bigger doses"."""
    return bool(results.hits) and not results.partly and not results.mended


def slugs_in(results: Results | None) -> set[str]:
    """The topics of what was found: only these are worth offering as a filter."""
    return {slug for hit in results.hits for slug in hit.topics} if results else set()


def find(text: str, topic: str) -> Results:
    results = search(text, languages.current(), topic=topic)
    if (results.mended or not results.hits) and not topic:
        misses.note(query.read(text, languages.current()), timezone.localdate())
    return results


@never_cache
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    text = request.GET.get("q", "")
    found = suggestions(text, languages.current()) if len(text.strip()) >= SHORTEST_SUGGESTED else []
    return JsonResponse({"suggestions": found})


def words_in(address: str) -> str:
    """The words of a path that a person may have meant: "/old/how-ketamine-works.html" says "how ketamine works"."""
    last = FILE.sub("", unquote(address).lower().rstrip("/").rpartition("/")[2])
    return " ".join(PAGE_WORDS.findall(last)[: query.MOST_WORDS])


def near(address: str) -> tuple[str, list[Result]]:
    """The words of an address where nothing is, and the pages that hold all of them; of several words also as they
    are probably spelled. A single one is too little to guess at: "login" is nearly "logic"."""
    words = words_in(address)
    if not words:
        return "", []
    results = search(words, languages.current(), most=NEAR)
    if results.suggestion and " " in words:
        results = search(results.suggestion, languages.current(), most=NEAR)
    return words, [] if results.partly or results.mended else results.hits


urlpatterns = [
    path("search/", page, name="search"),
    path("search/suggest/", suggest, name="search_suggest"),
]
