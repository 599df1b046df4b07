"""What a topic's page shows beside its list: where to start, how sure the evidence is, and the studies behind it.

Read from what is published: badges, pictures of numbers and sources as the articles show them. What somebody has since
changed in the library waits for the articles' next version here too; only that a study was taken back shows at once.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article, Source, Topic

MOST_ARTICLES = 20  # the chosen ones, then the newest: enough to speak for a topic at a glance, however large it grows
MOST_STUDIES = 40
MOST_NAMED = 5  # articles beside a study: a few to go on with, not a list of its own in every line
STUDY_KINDS = [Source.Kind.REVIEW, Source.Kind.TRIAL, Source.Kind.OBSERVATIONAL]  # the strongest first


def hub_of(topic: Topic, public) -> dict:
    """`start`, `badges` and `studies` of the topic. `public` are the articles readers may see, the newest first. Two
    queries."""
    here = public.filter(topics=topic).values("pk")
    # Two ways to find them, each by an index: sorting by both at once would read every article of the topic.
    spoken = Q(pk__in=here.filter(pk__in=topic.start_here)) | Q(pk__in=here[:MOST_ARTICLES])
    rows = Article.objects.filter(spoken).order_by("-published_at", "-pk")
    rows = rows.values("pk", "card", "page__figures", "page__sources")
    articles = sorted(rows, key=lambda row: row["pk"] not in topic.start_here)[:MOST_ARTICLES]
    by_number = {row["pk"]: row["card"] for row in articles}
    return {
        "start": [by_number[pk] for pk in topic.start_here if pk in by_number],
        "badges": [row["card"] for row in articles if row["card"].get("badges")],
        "studies": studies(articles),
    }


def findings_of(articles: Iterable[dict]) -> dict[str, list[str]]:
    """What the articles' pictures of numbers say, by the source's key."""
    found: dict[str, list[str]] = {}
    for figure in (figure for row in articles for figure in row["page__figures"] or ()):
        said = found.setdefault(figure["source"], [])
        if figure["words"] not in said:
            said.append(figure["words"])
    return found


def studies(articles: list[dict]) -> list[dict]:
    """The studies that the articles cite, the strongest kind first, then the newest. Those that a journal took back or
    warns about come last. Where articles cite one in several states, the newest article's counts; the first MOST_NAMED
    articles are named beside it."""
    findings, today = findings_of(articles), today_of([row["pk"] for row in articles])
    found: dict[str, dict] = {}
    for row in articles:
        card = row["card"]
        for source in row["page__sources"] or ():
            if source["kind"] in STUDY_KINDS:
                key, taken_back = today.get(source["key"], (source["key"], False))
                study = found.setdefault(key, described(source, findings, taken_back))
                if len(study["articles"]) < MOST_NAMED and card not in study["articles"]:
                    study["articles"].append(card)
    order = {kind.value: place for place, kind in enumerate(STUDY_KINDS)}
    shown = sorted(
        found.values(), key=lambda one: (one["retracted"], order[one["kind"]], -(one["year"] or 0), one["name"])
    )[:MOST_STUDIES]
    for study in shown:
        study["more"] = links_to(study.pop("articles"))
    return shown


def links_to(cards: list[dict]) -> SafeString:
    """Made here and not in the template: it is half of what the page has to render."""
    return format_html_join("; ", '<a href="{}#sources">{}</a>', ((card["url"], card["title"]) for card in cards))


def today_of(numbers: list[int]) -> dict[str, tuple[str, bool]]:
    """For each key that the articles cite, former ones included: the key that stands for it now, and whether that
    source was taken back."""
    rows = Source.objects.filter(articles__in=numbers).order_by().distinct()
    found = {}
    for key, former, retracted_on in rows.values_list("key", "former__key", "retracted_on"):
        found[key] = (key, retracted_on is not None)
        if former:
            found[former] = found[key]
    return found


def described(source: dict, findings: dict[str, list[str]], taken_back: bool) -> dict:
    first = source["authors"].partition(",")[0].strip()
    # What was taken back is no finding, from the moment that an editor enters it.
    found = [] if taken_back else findings.get(source["key"], [])
    said = " ".join(words for words in (*found, source["note"]) if words)
    return {
        "name": first if first and len(first) <= 40 else source["title"],
        "title": source["title"],
        "kind": source["kind"],
        "kind_label": Source.Kind(source["kind"]).label,
        "people": source["people"],
        "year": source["year"],
        "said": said or ("" if taken_back else _("See the article.")),
        "retracted": taken_back,
        "articles": [],
    }
