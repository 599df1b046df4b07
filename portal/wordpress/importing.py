"""Moving in from WordPress: every post becomes a draft, every comment waits, every old address leads on.

One post with its comments and addresses is one transaction: whatever stops the import, the next run goes on with the
post it stopped at, and one that has come already is left as it is, however it was changed since.
"""

import dataclasses
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing, snapshot
from articles.content import Content
from articles.models import Article
from articles.quality import run_checks
from articles.quality.findings import Finding
from portal.models import Imported
from portal.wordpress import addresses
from portal.wordpress.books import Books
from portal.wordpress.entries import Item
from portal.wordpress.footnotes import with_footnotes
from portal.wordpress.links import Links
from portal.wordpress.markup import Cleaned, Surroundings, clean_post
from portal.wordpress.pictures import Pictures
from portal.wordpress.report import Report, storable
from portal.wordpress.survey import Survey, is_carried, is_public, plain_line, survey
from portal.wordpress.talk import Talk, plain
from portal.wordpress.topics import Topics
from portal.wordpress.wxr import Export

REST = 0.01  # seconds after each post, in which others may write: SQLite keeps no queue
LONGEST_TITLE, LONGEST_SUMMARY = 160, 600
HEADINGS = {
    "shortcode": gettext_lazy("Shortcodes"),
    "block": gettext_lazy("Blocks that the old site’s program made"),
    "script": gettext_lazy("Scripts"),
    "style": gettext_lazy("Styles"),
    "drawing": gettext_lazy("Drawings"),
    "formula": gettext_lazy("Formulas"),
    "form": gettext_lazy("Forms"),
    "tracker": gettext_lazy("Trackers"),
    "share widget": gettext_lazy("Share widgets"),
    "hidden text": gettext_lazy("Hidden text"),
    "embed": gettext_lazy("Embedded things without an address"),
    "link within the page": gettext_lazy("Links within a page: only their words came"),
    "simplified": gettext_lazy("Made simpler: only the words came"),
}


def import_wordpress(
    path: Path | str,
    *,
    media: Path | str | None = None,
    dry_run: bool = False,
    say: Callable[[int, int], None] = lambda done, of: None,
) -> Report:
    """Takes over what the export at `path` holds and returns the report. `media` is the folder of uploads.

    `say` hears how many posts are done, of how many. A dry run stores nothing. Raises BadExport before anything is
    stored when the file cannot be read to its end.
    """
    report = Report(dry_run=dry_run)
    export = Export(path)
    pictures = Pictures(Path(media) if media else None, report, dry_run)
    found = survey(export, pictures, report)
    authors = dict(export.site.authors)
    mover = Mover(found, authors, pictures, report, Topics(found, export.site, report, dry_run))
    mover.links.hosts |= found.hosts
    for item in export.items():
        if is_carried(item):
            mover.take(item)
            say(mover.done, found.total)
    pictures.name_unused()
    if not dry_run:
        addresses.of_site(found, export.site, report)
    return report


@dataclass
class Written:
    """What became of one post: a draft for each part of its text, and what keeps each from readers."""

    contents: list[Content]
    blocking: list[list[Finding]]
    cleaned: Cleaned

    def claims(self, place: int) -> list[str]:
        found = [finding for finding in self.blocking[place] if finding.check.startswith("claims")]
        return [storable(f"“{finding.quote[:100]}”: {finding.message}") for finding in found]


class Mover:
    """Takes over one post after the other."""

    def __init__(self, found: Survey, authors: dict[str, str], pictures: Pictures, report: Report, topics: Topics):
        self.found, self.pictures, self.report, self.topics = found, pictures, report, topics
        self.links = Links(found, report)
        self.talk = Talk(found.site, report, report.dry_run)
        self.books = Books(found.site, authors, report)
        self.seen: set[int] = set()
        self.done = 0

    def take(self, item: Item) -> None:
        self.done += 1
        if item.number in self.seen:
            self.report.lose(_("Posts that the file holds twice"), f"{plain_line(item.title)[:100]} ({item.number})")
            return
        self.seen.add(item.number)
        posted = item.posted or timezone.now()
        if rows := self.books.rows(item.number):
            self.report.already[_("posts and pages")] += 1
            self.books.tell_again(rows)
            self.take_address(rows[0], item)
            self.take_comments(rows[0].article, item, posted)
        else:
            self.take_new(item, posted)
        if not self.report.dry_run:
            time.sleep(REST)

    def take_address(self, row: Imported, item: Item) -> None:
        """Of a post that has come as a draft, and that a later export of the old site shows as public."""
        if row.article is None or row.address or not is_public(item) or self.report.dry_run:
            return
        with transaction.atomic():
            addresses.of_post(item, row.article, self.found, self.report)
            Imported.objects.filter(pk=row.pk).update(address=item.link[:500])

    def take_comments(self, article: Article | None, item: Item, posted: datetime) -> None:
        """Of a post that has come before. Under an article that was deleted since, nothing new grows."""
        if article is None:
            self.talk.refuse(item.comments)
            return
        self.talk.look(item.comments)
        with nullcontext() if self.report.dry_run else transaction.atomic():
            self.talk.take(article, item.comments, posted)

    def take_new(self, item: Item, posted: datetime) -> None:
        """Pictures, checks and screens take their time, so they come before the transaction."""
        with self.report.listening() as told:
            written = self.prepare(item)
        self.talk.look(item.comments)
        with nullcontext() if self.report.dry_run else transaction.atomic():
            with self.report.listening() as told_later:
                articles = self.write(item, written)
            if articles:
                self.books.enter(item, articles, written, posted, told + told_later)
            self.talk.take(articles[0] if articles else None, item.comments, posted)

    def prepare(self, item: Item) -> Written:
        if item.bad_dates or (item.posted is None and is_public(item)):
            self.report.to_mend(_("Dates that make no sense"), f"{plain_line(item.title)[:100]} ({item.number})")
        written = self.compose(item)
        self.note(item, written)
        return written

    def write(self, item: Item, written: Written) -> list[Article]:
        """The drafts, one for each part; empty in a dry run."""
        made = [self.store(item, written, place) for place in range(len(written.contents))]
        articles = [article for article in made if article]
        if is_public(item):
            addresses.of_post(item, articles[0] if articles else None, self.found, self.report)
        return articles

    def compose(self, item: Item) -> Written:
        around = Surroundings(
            picture=self.pictures.find,
            link=self.links.rewritten,
            gallery=lambda ids: self.pictures.gallery(ids, item.number),
            caption=self.pictures.caption,
            reused=self.found.reused,
        )
        cleaned = clean_post(self.body_of(item), around)
        title = plain_line(item.title) or _("Without a title (%d)") % item.number
        summary = " ".join(plain(item.excerpt).split())
        for words, longest, what in ((title, LONGEST_TITLE, _("title")), (summary, LONGEST_SUMMARY, _("excerpt"))):
            if len(words) > longest:
                self.report.lose(_("Ends of long titles and excerpts"), f"{what} ({item.number}): …{words[longest:]}")
        whole = dataclasses.replace(
            snapshot.empty_content(),
            title=title[:LONGEST_TITLE],
            summary=summary[:LONGEST_SUMMARY],
            keywords=self.topics.keywords(item),
            topics=self.topics.of(item),
            image=self.pictures.featured(int(number))
            if (number := item.meta.get("_thumbnail_id", "")).isdigit()
            else "",
        )
        contents = [part_of(whole, cleaned.parts, place) for place in range(len(cleaned.parts))]
        found = [run_checks(snapshot.complete(content)) for content in contents]
        blocking = [[finding for finding in findings if finding.blocking] for findings in found]
        return Written(contents, blocking, cleaned)

    def body_of(self, item: Item) -> str:
        body = with_footnotes(item)
        if body is None:
            self.report.to_mend(_("Footnotes that cannot be read"), f"{plain_line(item.title)[:100]} ({item.number})")
            return item.body
        return body

    def store(self, item: Item, written: Written, place: int) -> Article | None:
        """One draft, with what the checks find in it. Whatever a post was before, it is not public now."""
        content, blocking = written.contents[place], written.blocking[place]
        slug = self.found.slugs[item.number] if not place else self.part_slug(item, place)
        row = {"title": content.title, "slug": slug, "blocking": len(blocking), "claims": written.claims(place)}
        self.report.findings.append(row)
        self.report.came[_("drafts")] += 1
        if self.report.dry_run:
            return None
        return publishing.create_article(content, publishing.MACHINE, slug=slug)

    def part_slug(self, item: Item, place: int) -> str:
        wish, suffix = f"{self.found.slugs[item.number][:100]}-part-{place + 1}", 2
        slug = wish
        while Article.objects.filter(slug=slug).exists():
            slug, suffix = f"{wish}-{suffix}", suffix + 1
        return slug

    def note(self, item: Item, written: Written) -> None:
        for (kind, which), times in written.cleaned.lost.items():
            self.report.lose(str(HEADINGS.get(kind, kind)), which, times)
        name = f"{plain_line(item.title)[:100]} ({item.number})"
        if not any(content.body for content in written.contents):
            self.report.to_mend(_("Without a word: perhaps a page builder kept them to itself"), name)
        if item.is_sticky:
            self.report.lose(_("Posts that stood above all others"), name)
        if item.parent and item.kind == "page":
            self.report.lose(_("Pages that stood below another page"), name)
        if item.planned:
            self.report.to_mend(_("Were to appear by themselves: plan them again"), f"{name}: {item.planned}")
        if item.is_closed:
            self.report.to_mend(_("Nobody could comment there any more"), name)
        if item.author:
            self.report.came[_("names of authors, kept as text")] += 1
        if not is_public(item):
            state = _("with a password") if item.has_password else item.status
            self.report.came[_("of these not public before (%s)") % state] += 1
        if len(written.contents) > 1:
            self.report.to_mend(_("Longer than one article may be: now several drafts"), name)


def part_of(whole: Content, parts: list[str], place: int) -> Content:
    if len(parts) == 1:
        return dataclasses.replace(whole, body=parts[0])
    mark = _(" (part %(number)d of %(all)d)") % {"number": place + 1, "all": len(parts)}
    title = whole.title[: LONGEST_TITLE - len(mark)] + mark
    return dataclasses.replace(whole, title=title, body=parts[place], image=whole.image if not place else "")
