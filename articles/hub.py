"""What a topic's page shows beside its list: where to start, how sure the evidence is, and the studies behind it.

Read from what is published: badges and pictures of numbers as the articles show them, sources as they are cited.
"""

from collections.abc import Iterable

from django.db.models import Q

from articles.models import Article, Source, Topic

MOST_ARTICLES = 30  # the chosen ones, then the newest: enough to speak for a topic, however large it grows
MOST_STUDIES = 40
ABOUT = ("key", "authors", "title", "kind", "people", "year", "retracted_on", "note")
STUDY_KINDS = [Source.Kind.REVIEW, Source.Kind.TRIAL, Source.Kind.OBSERVATIONAL]  # the strongest first


def hub_of(topic: Topic, public) -> dict:
    """`start`, `badges` and `studies` of the topic. `public` are the articles readers may see, the newest first. Two
    queries."""
    here = public.filter(topics=topic).values("pk")
    # Two ways to find them, each by an index: sorting by both at once would read every article of the topic.
    spoken = Q(pk__in=here.filter(pk__in=topic.start_here)) | Q(pk__in=here[:MOST_ARTICLES])
    rows = Article.objects.filter(spoken).order_by("-published_at", "-pk").values("pk", "card", "page__figures")
    articles = sorted(rows, key=lambda row: row["pk"] not in topic.start_here)[:MOST_ARTICLES]
    by_number = {row["pk"]: row["card"] for row in articles}
    return {
        "start": [by_number[pk] for pk in topic.start_here if pk in by_number],
        "badges": [row["card"] for row in articles if row["card"].get("badges")],
        "studies": studies(list(by_number), by_number, findings_of(articles)),
    }


def findings_of(articles: Iterable[dict]) -> dict[str, list[str]]:
    """What the articles' pictures of numbers say, by the source's key."""
    found: dict[str, list[str]] = {}
    for figure in (figure for row in articles for figure in row["page__figures"] or ()):
        said = found.setdefault(figure["source"], [])
        if figure["words"] not in said:
            said.append(figure["words"])
    return found


def studies(numbers: list[int], cards: dict[int, dict], findings: dict[str, list[str]]) -> list[dict]:
    """The studies that the articles cite, the strongest kind first, then the newest. Those that a journal took back or
    warns about come last."""
    cited = Article.sources.through.objects.filter(article__in=numbers, source__kind__in=STUDY_KINDS)
    found: dict[str, dict] = {}
    # Rows of what is shown, not models: many articles cite the same source, which is described once.
    for article, key, *about in cited.values_list("article_id", *(f"source__{name}" for name in ABOUT)):
        if key not in found:
            found[key] = described(Source(**dict(zip(ABOUT, (key, *about), strict=True))), findings)
        found[key]["articles"].append(cards[article])
    order = {kind.value: place for place, kind in enumerate(STUDY_KINDS)}
    return sorted(
        found.values(), key=lambda one: (one["retracted"], order[one["kind"]], -(one["year"] or 0), one["name"])
    )[:MOST_STUDIES]


def described(source: Source, findings: dict[str, list[str]]) -> dict:
    first = source.authors.partition(",")[0].strip()
    return {
        "name": first if first and len(first) <= 40 else source.title,
        "title": source.title,
        "kind": source.kind,
        "kind_label": source.get_kind_display(),
        "people": source.people,
        "year": source.year,
        # What was taken back is no finding, from the moment that an editor enters it.
        "found": [] if source.retracted_on else findings.get(source.key, []),
        "retracted": source.retracted_on is not None,
        "note": source.note,
        "articles": [],
    }
