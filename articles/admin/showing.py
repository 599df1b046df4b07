"""The parts of a Content in words, for staff to read side by side."""

import html
import re
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from articles.admin.forms import ArticleForm
from articles.comparing import LABELS, Names
from articles.content import Content
from articles.labels import KIND_LABELS, LEVEL_LABELS
from articles.merging import part_of
from articles.models import Article, Author
from articles.standing import topics_for

BLOCK_ENDS = re.compile(r"</(?:p|h\d|li|t[hd]|figcaption)>")


@dataclass(frozen=True)
class Clash:
    """A part that two people have changed: its name in the form, its label, and both texts."""

    part: str
    label: str
    mine: str
    theirs: str


def as_text(body: str) -> str:
    """The words of a text, each block on its own line: to read, and to copy from."""
    lines = strip_tags(BLOCK_ENDS.sub(r"\g<0>\n", body)).splitlines()
    return html.unescape("\n".join(line for line in lines if line.strip()))


def label_of(part: str) -> str:
    if part == "topics":
        return _("Topics, the main one first")
    if part == "figures":
        return str(LABELS[part])
    return str(ArticleForm().fields[part].label)


def clashes_of(mine: Content, theirs: Content, parts: tuple[str, ...]) -> list[Clash]:
    return [Clash(part, label_of(part), in_words(mine, part), in_words(theirs, part)) for part in parts]


def in_words(content: Content, part: str) -> str:
    """One part as plain text; numbers of rows become their names."""
    value = part_of(content, part)
    if not value:
        return ""
    if part == "body" or part.startswith("fact_"):
        return as_text(value)
    if part in NAMED:
        return NAMED[part](value)
    return value if isinstance(value, str) else "\n".join(value)


def titles(model):
    def of(numbers) -> str:
        found = dict(model.objects.filter(pk__in=numbers).values_list("pk", "title"))
        return "\n".join(found.get(number, "?") for number in numbers)

    return of


def topic_titles(numbers) -> str:
    return "\n".join(topic.title for topic in topics_for(numbers)) or "?"


def author_name(number: int) -> str:
    return Author.objects.filter(pk=number).values_list("name", flat=True).first() or "?"


def names_in(*contents: Content) -> Names:
    """The names of the rows that fields of these contents name by their numbers, from one question for each kind."""
    topics = list(dict.fromkeys(number for content in contents for number in content.topics))
    articles = {link.article for content in contents for link in content.links}
    articles |= {number for content in contents for number in content.related}
    authors = {content.author for content in contents if content.author}
    titles_of = dict(Article.objects.filter(pk__in=articles).values_list("pk", "title")) if articles else {}
    found = {
        "author": dict(Author.objects.filter(pk__in=authors).values_list("pk", "name")) if authors else {},
        "topics": topic_names(topics),
        "related": titles_of,
        "links": titles_of,
    }
    return lambda field, number: found[field].get(number, "?")


def topic_names(numbers: list[int]) -> dict[int, str]:
    """Titles by number; a topic that became part of another has that one's."""
    found = {topic.pk: topic.title for topic in topics_for(numbers)} if numbers else {}
    return found | {number: topic_titles((number,)) for number in numbers if number not in found}


NAMED = {
    "kind": lambda kind: str(KIND_LABELS.get(kind, kind)),
    "badges": lambda badges: "\n".join(
        f"{badge.rates}: {LEVEL_LABELS.get(badge.level, badge.level)}" for badge in badges
    ),
    "figures": lambda figures: "\n".join(figure.sentence for figure in figures),
    "topics": topic_titles,
    "related": titles(Article),
    "author": author_name,
}
