"""Checks of one article: what articles/quality finds in its text, less what a clinician has waived.

The rules know no database; this module knows the waivers, and turns what blocks into problems with a place in the form.
"""

import dataclasses
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from articles import outside_links
from articles.content import Content, SourceCopy
from articles.models import Article, OutsideLink, Source, Waiver
from articles.quality import run_checks
from articles.quality.findings import Finding
from articles.quality.passages import fields, plain_of
from articles.readiness import Problem, missing_for_publishing

# Said by missing_for_publishing already, in the words of the form.
SAID_BEFORE = ("balance", "alt-text", "sources-unknown")
# What no clinician's reason makes right: the page would be broken, one-sided or unsafe all the same.
NEVER_WAIVED = ("balance", "alt-text", "sources-unknown", "unsafe-html", "check-failed")


@dataclass(frozen=True)
class Mark:
    """What makes two findings the same one: the check, where, which words, in which passage."""

    check: str
    field: str
    quote: str
    passage: str


@dataclass(frozen=True)
class Checked:
    """A finding with the passage it stands in, and the waiver that lets it stand, if any."""

    finding: Finding
    mark: Mark
    form_field: str
    waiver: Waiver | None = None

    @property
    def stops(self) -> bool:
        return self.finding.blocking and self.waiver is None

    @property
    def waivable(self) -> bool:
        return self.stops and self.finding.check not in NEVER_WAIVED


def check_article(article: Article | None, content: Content) -> list[Checked]:
    """Every finding in `content`, those that stop publication first. `article` None: a new one, without waivers."""
    rows = article.waivers.filter(ended_at=None).select_related("clinician") if article else ()
    waivers = {Mark(row.check_name, row.field, row.quote, row.passage): row for row in rows}
    found = []
    for finding in [*run_checks(with_sources_of_today(content)), *dead_links(content)]:
        mark = mark_of(content, finding)
        found.append(Checked(finding, mark, form_field(finding.field), waivers.get(mark)))
    return sorted(found, key=lambda one: (not one.stops, not one.finding.blocking))


def with_sources_of_today(content: Content) -> Content:
    """`content` as it would read with the library's entries as they are now: a source may be retracted by today."""
    rows = {row.key: row for row in Source.objects.filter(key__in=[copy.key for copy in content.sources])}
    sources = tuple(today_of(copy, rows[copy.key]) if copy.key in rows else copy for copy in content.sources)
    return dataclasses.replace(content, sources=sources)


def today_of(copy: SourceCopy, row: Source) -> SourceCopy:
    note = f"Retracted. {row.note}" if row.retracted_on else row.note
    return dataclasses.replace(copy, title=row.title, note=note, checked_on=row.checked_on.isoformat())


def dead_links(content: Content) -> list[Finding]:
    """Advice about links to other sites that the worker could not open, where they stand."""
    return [finding_about(content, link) for link in outside_links.dead_among(outside_links.addresses_in(content))]


def finding_about(content: Content, link: OutsideLink) -> Finding:
    message = _("Whoever follows this link finds nothing: %(address)s. %(why)s") % {
        "address": link.url,
        "why": link.in_words,
    }
    fix = _("Find where the page has moved, or take the link out.")
    field = next((name for name, text, is_html in fields(content) if is_html and escape(link.url) in text), "body")
    return Finding(field, 0, 0, "links-dead", False, message, fix)


def problems_of(article: Article, content: Content, tolerated: frozenset[Mark] = frozenset()) -> list[Problem]:
    """What keeps `content` from the public, each with its place, its reason and the way to mend it."""
    missing = missing_for_publishing(content)
    found = [one for one in check_article(article, content) if one.stops and one.mark not in tolerated]
    if missing:
        found = [one for one in found if one.finding.check not in SAID_BEFORE]
    return [*missing, *(Problem(one.form_field, in_words(one.finding)) for one in found)]


def in_words(finding: Finding) -> str:
    quote = f"“{finding.quote}”: " if finding.quote.strip("\ufffc") else ""
    return f"{quote}{finding.message} {finding.fix}"


def stopping_marks(article: Article, content: Content) -> frozenset[Mark]:
    """What would stop `content` if it were published now."""
    return frozenset(one.mark for one in check_article(article, content) if one.stops)


def mark_of(content: Content, finding: Finding) -> Mark:
    return Mark(finding.check, place_of(finding.field), finding.quote, passage_of(content, finding))


def place_of(field: str) -> str:
    """A key point or a question that moves up is still the same passage."""
    name = field.partition(".")[0]
    return name if name in ("key_points", "questions") else field


def passage_of(content: Content, finding: Finding) -> str:
    """The block of text that the finding stands in; the whole field where it is about all of it."""
    for name, text, is_html in fields(content):
        if name == finding.field:
            plain = plain_of(text, is_html)
            for block in plain.blocks:
                if block.start <= finding.start < block.end and finding.end:
                    return plain.text[block.start : block.end]
            return plain.text
    return ""


def passages(content: Content) -> set[str]:
    """Every passage that a waiver could be about."""
    found = {""}
    for _name, text, is_html in fields(content):
        plain = plain_of(text, is_html)
        found |= {plain.text, *(plain.text[block.start : block.end] for block in plain.blocks)}
    return found


def form_field(field: str) -> str:
    """The field of the editor's form that a finding's field is written in."""
    name, _dot, rest = field.partition(".")
    if name == "figures":
        return f"figure{rest}_happened"
    return {"facts": f"fact_{rest}", "images": "image"}.get(name, name) or "title"
