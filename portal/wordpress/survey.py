"""The first look at an export: is it whole, what is in it, and which address will each post have?

Nothing is written before the whole file has been read once, so a file that breaks off leaves nothing half-done.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.models import Article, Redirect
from portal.models import Imported
from portal.wordpress.blocks import Blocks
from portal.wordpress.entries import KEPT_META, Item
from portal.wordpress.pictures import Pictures, old_picture
from portal.wordpress.report import Report
from portal.wordpress.tree import parse
from portal.wordpress.unwanted import split
from portal.wordpress.wxr import Export

CARRIED = ("post", "page")
STATES = ("publish", "future", "draft", "pending", "private")
NAMELESS = ("user_request",)  # whose title is somebody's e-mail address


@dataclass
class Survey:
    """What the whole file says, as far as one post needs it of the others."""

    site: str = ""
    slugs: dict[int, str] = field(default_factory=dict)  # by the post's number
    posts_at: dict[str, int] = field(default_factory=dict)  # by path or query on the old site
    reused: dict[int, str] = field(default_factory=dict)
    public_terms: set[str] = field(default_factory=set)
    public_tags: set[str] = field(default_factory=set)
    ways: set[tuple[str, str]] = field(default_factory=set)  # (domain, slug) of other terms that posts have
    hidden_terms: dict[str, str] = field(default_factory=dict)
    total: int = 0
    hosts: set[str] = field(default_factory=set)
    base: str = ""


def survey(export: Export, pictures: Pictures, report: Report) -> Survey:
    """Reads all of it once. Raises BadExport, and then nothing has been stored."""
    found, meta, slugs = Survey(), Counter(), TakenSlugs()
    posts: list[tuple[int, str]] = []
    blocks = Blocks()
    for item in export.items():
        if item.kind == "attachment":
            pictures.learn(old_picture(item))
            lose_comments(item, _("under pages of files"), report)
        elif item.kind == "wp_block" and is_public(item):  # WordPress shows no others
            found.reused[item.number] = item.body
            blocks.learn(item)
            lose_comments(item, _("under entries that did not come"), report)
        elif is_carried(item, report):
            found.total += 1
            posts.append((item.number, wished_slug(item)))
            blocks.ask(item.body)
            learn_address(found, item)
            learn_terms(found, item)
            meta.update(key for key in item.meta if key not in KEPT_META and not key.startswith("_edit_"))
        else:
            lose_comments(item, _("under entries that did not come"), report)
    found.site = site_of(export)
    found.base = path_of(export.site.address)
    found.hosts |= {host_of(export.site.address)}
    for number, wish in posts:
        found.slugs.setdefault(number, slugs.give(found.site, number, wish))
    for key, times in meta.items():
        report.lose(_("Settings of plugins"), key[:100], times)
    blocks.name_unused(report)
    note_repairs(export, report)
    note_unused_terms(found, export, report)
    return found


def lose_comments(item: Item, why: str, report: Report) -> None:
    if item.comments:
        report.lose(_("Comments"), why, len(item.comments))


def note_unused_terms(found: Survey, export: Export, report: Report) -> None:
    for (domain, slug), name in export.site.terms.items():
        if domain == "category" and slug not in found.public_terms and slug not in found.hidden_terms:
            report.lose(_("Categories that no post has"), plain_line(name)[:100])
        elif domain == "post_tag" and slug not in found.public_tags:
            report.lose(_("Tags that no public post has: they lead nowhere"), plain_line(name)[:100])
        elif domain not in ("category", "post_tag") and (domain, slug) not in found.ways:
            report.lose(_("Other ways of sorting posts"), f"{domain[:40]}: {plain_line(name)[:60]}")
    if export.site.title or export.site.about:
        report.lose(_("The old site’s name and what it says of itself"), said_of_itself(export))
    for name in export.site.authors.values():
        report.lose(_("Accounts of authors: only their names came, as text"), plain_line(name)[:100])


def said_of_itself(export: Export) -> str:
    return " – ".join(filter(None, (plain_line(export.site.title)[:200], plain_line(export.site.about)[:300])))


def note_repairs(export: Export, report: Report) -> None:
    if number := export.mended["forbidden"]:
        report.lose(_("Characters that no text may hold"), _("control characters"), number)
    if number := export.mended["unreadable"]:
        report.to_mend(_("Damaged characters: “\ufffd” stands in their place"), _("bytes that are not UTF-8"), number)
    if number := export.site.described_terms:
        report.lose(_("Descriptions of categories and tags: unread words may not go public"), "", number)


def is_carried(item: Item, report: Report | None = None) -> bool:
    """Whether the entry becomes an article; if not, the report (if given) says so by name."""
    reason = ""
    if item.kind not in CARRIED:
        reason = _("Entries of the kind “%s”") % item.kind[:60]
    elif item.status not in STATES:
        reason = _("Posts in the state “%s”") % item.status[:60]
    elif not item.number:
        reason = _("Posts without a number")
    if reason and report is not None:
        name = "" if item.kind in NAMELESS else f"{plain_line(item.title)[:100] or '–'} ({item.number})"
        report.lose(reason, name)
    return not reason


def is_public(item: Item) -> bool:
    return item.status == "publish" and not item.has_password


def learn_address(found: Survey, item: Item) -> None:
    parts = split(item.link)
    if parts is not None and parts.hostname and is_public(item):
        found.hosts.add(parts.hostname.lower())
    found.posts_at.setdefault(f"?p={item.number}", item.number)
    if is_public(item) and (path := path_of(item.link)):
        found.posts_at.setdefault(path, item.number)


def learn_terms(found: Survey, item: Item) -> None:
    for term in item.terms:
        if term.domain == "category" and term.slug:
            if is_public(item):
                found.public_terms.add(term.slug)
            else:
                found.hidden_terms[term.slug] = term.name
        elif term.domain in ("tag", "post_tag") and is_public(item):
            found.public_tags.add(term.slug)
        elif term.domain not in ("category", "tag", "post_tag"):
            found.ways.add((term.domain, term.slug))


class TakenSlugs:
    """Gives out addresses: what a post wishes, or that with a number. What came before keeps its own."""

    def __init__(self):
        language = settings.LANGUAGE_CODE
        self.taken = set(Article.objects.filter(language=language).values_list("slug", flat=True))
        self.taken |= set(Redirect.objects.filter(language=language).values_list("slug", flat=True))
        self.had: dict[int, str] | None = None

    def give(self, site: str, number: int, wish: str) -> str:
        if self.had is None:
            rows = Imported.objects.filter(site=site, kind=Imported.Kind.POST, part=1)
            self.had = dict(rows.values_list("number", "article__slug"))
        if self.had.get(number):
            return self.had[number]
        slug, suffix = wish, 2
        while slug in self.taken:
            slug, suffix = f"{wish[:110]}-{suffix}", suffix + 1
        self.taken.add(slug)
        return slug


def wished_slug(item: Item) -> str:
    for wish in (unquote(item.slug), plain_line(item.title)):
        if slug := slugify(wish)[:110].strip("-_"):
            return slug
    return f"{item.kind}-{item.number}"


def site_of(export: Export) -> str:
    """The old site's name for our books: host and path, whatever the scheme."""
    parts = split(export.site.address)
    host = (parts.hostname or "") if parts else ""
    return f"{host}/{path_of(export.site.address)}".strip("/")[:200] or plain_line(export.site.title)[:200] or "?"


def host_of(address: str) -> str:
    parts = split(address)
    return (parts.hostname or "").lower() if parts else ""


def path_of(address: str) -> str:
    """The path as old addresses are found by it: unquoted, small letters, without outer slashes."""
    parts = split(address)
    return unquote(parts.path).lower().strip("/")[:500] if parts else ""


def plain_line(text: str) -> str:
    """A title's or name's words, without markup, on one line."""
    words = parse(re.sub(r"[\x00-\x1f]", " ", text)).words()
    return " ".join(html.unescape(words).split())
