"""From a Content to what the templates show. Done once, at publishing; a reader's request only fills it in."""

import math
import re
from html import unescape

from django.conf import settings
from django.utils.html import escape

from articles.content import FACT_FIELDS, Content
from articles.labels import FACT_LABELS, KIND_LABELS, LEVEL_LABELS
from articles.rendering import structure
from articles.rendering.citations import Citations, source_entry
from articles.rendering.definitions import Definitions, anchors, word_entry
from articles.rendering.figures import figure_entry
from articles.rendering.pictures import picture, place_pictures
from articles.sanitising import harmless
from clinic import languages

TAGS = re.compile(r"<[^<>]*>")
WORDS_A_MINUTE = 200  # slower than the usual 238: many of our readers are tired or worried


class Surroundings:
    """What a page needs beside its content: rows that are looked up, never decided on, at publishing.

    addresses: written path of an article → its address now. renditions: sha256 → made pictures.
    author: name, credentials, url, or None. topics: title and url each.
    """

    def __init__(self, addresses=None, renditions=None, author=None, topics=()):
        self.addresses = addresses or {}
        self.renditions = renditions or {}
        self.author = author
        self.topics = list(topics)


class Finishing:
    """Turns the texts of one page into what is shown. Ids and source numbers are counted over the whole page."""

    def __init__(self, content: Content, around: Surroundings):
        self.around = around
        self.citations = Citations(content.sources)
        self.images = {copy.key: copy for copy in content.images}
        self.definitions = Definitions(content.definitions)
        self.taken = {
            "main",
            "reply",
            "comments",
            "sources",
            "key-points",
            "facts",
            "words",
            "numbers",
            "questions",
            "made",
            *FACT_FIELDS,
        }
        self.taken = self.taken.union(*(anchors(word) for word in content.definitions))

    def finish(self, html: str) -> tuple[str, list[dict]]:
        """The shown HTML and its contents list. Stored HTML is clean; what is called safe is cleaned here again."""
        soup = structure.parse(harmless(html))
        contents = structure.anchor_headings(soup, self.taken)
        structure.mark_callouts(soup)
        structure.shape_tables(soup, self.taken)
        structure.shape_lists(soup)
        structure.point_links(soup, self.around.addresses)
        place_pictures(soup, self.images, self.around.renditions)
        self.definitions.mark(soup)
        self.citations.mark(soup)
        return str(soup), contents


def render_page(content: Content, around: Surroundings) -> dict:
    """Everything the article template shows, as JSON values, its labels in the article's language. HTML in it is safe:
    built from sanitised HTML."""
    with languages.speaking(content.language):
        return rendered(content, around)


def rendered(content: Content, around: Surroundings) -> dict:
    page = Finishing(content, around)
    # In the order in which readers meet them: it numbers the sources' marks.
    key_points = [page.finish(escape(point))[0] for point in content.key_points]
    sources = {source.key: source for source in content.sources}
    figures = [figure_entry(one, sources, lambda text: page.finish(text)[0]) for one in content.figures]
    body, contents = page.finish(content.body)
    facts = [{"id": n, "label": str(FACT_LABELS[n]), "html": page.finish(h)[0]} for n, h in content.facts_in_order]
    words = count_words(content)
    return {
        **headline(content, around),
        "key_points": key_points,
        "figures": figures,
        "body": body,
        "contents": contents,
        "facts": facts,
        "sources": [source_entry(source, page.citations) for source in content.sources],
        "questions": list(content.questions),
        "words": [word_entry(word) for word in page.definitions.used],
        "author": around.author,
        "word_count": words,
        "reading_minutes": max(1, math.ceil(words / WORDS_A_MINUTE)),
        "evidence_checked_on": content.evidence_checked_on,
        "next_review_on": content.next_review_on,
        "change_note": content.change_note,
    }


def render_card(content: Content, page: dict, address: str) -> dict:
    """What lists show of an article."""
    return headline_of(page) | {"url": address, "reading_minutes": page["reading_minutes"]}


def headline(content: Content, around: Surroundings) -> dict:
    hero = next((copy for copy in content.images if copy.key == content.image), None)
    return {
        "title": content.title,
        "summary": content.summary,
        "kind": content.kind,
        "kind_label": str(KIND_LABELS[content.kind]),
        "language": content.language or settings.LANGUAGE_CODE,
        "topics": around.topics,
        "badges": [
            {"level": badge.level, "level_label": str(LEVEL_LABELS[badge.level]), "rates": badge.rates}
            for badge in content.badges
        ],
        "picture": picture(hero, around.renditions.get(hero.sha256, {})) if hero else None,
    }


def headline_of(page: dict) -> dict:
    names = ("title", "summary", "kind", "kind_label", "language", "topics", "badges", "picture")
    return {name: page[name] for name in names}


def count_words(content: Content) -> int:
    parts = [content.summary, *content.key_points, content.body, *content.facts.values()]
    return sum(len(unescape(TAGS.sub(" ", part)).split()) for part in parts)
