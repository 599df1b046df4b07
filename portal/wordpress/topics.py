"""Categories become topics, tags keywords. A category that only hidden posts had makes no topic: topics are public."""

from collections import Counter

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.models import Topic
from articles.standing import topic_called
from portal.wordpress import addresses
from portal.wordpress.entries import Item
from portal.wordpress.report import Report
from portal.wordpress.survey import Survey, plain_line
from portal.wordpress.wxr import Site

LONGEST_KEYWORD, MOST_KEYWORDS, LONGEST_TITLE = 60, 20, 80


class Topics:
    """Makes each topic once, when the first post needs it."""

    def __init__(self, found: Survey, site: Site, report: Report, dry_run: bool):
        self.found, self.site, self.report, self.dry_run = found, site, report, dry_run
        self.made: dict[str, Topic | None] = {}

    def of(self, item: Item) -> tuple[int, ...]:
        """The topics of one post, in its order."""
        found: Counter = Counter()
        for term in item.terms:
            if term.domain == "category" and term.slug and (topic := self.topic(term.slug, term.name)):
                found[topic.pk] += 1
        return tuple(found)

    def topic(self, slug: str, name: str) -> Topic | None:
        if slug not in self.made:
            self.made[slug] = self.make(slug, name)
        return self.made[slug]

    def make(self, slug: str, name: str) -> Topic | None:
        whole = plain_line(self.site.terms.get(("category", slug)) or name or slug)
        title = whole[:LONGEST_TITLE]
        if title != whole:
            self.report.lose(
                _("Ends of long names of categories and tags"), f"…{whole[LONGEST_TITLE:]}"[:200], once=True
            )
        if slug not in self.found.public_terms:
            self.report.lose(_("Categories that only hidden posts had"), title, once=True)
            return None
        ours = slugify(slug)[:80] or slugify(title)[:80] or "topic"
        topic = topic_called(ours, settings.LANGUAGE_CODE)
        if topic is None:
            self.report.came[_("topics")] += 1
            topic = Topic(language=settings.LANGUAGE_CODE, slug=ours, title=title)
            if not self.dry_run:
                topic.save()
        if not self.dry_run:
            addresses.of_topic(self.found, self.site, slug, topic, self.report)
        return topic if topic.pk else None

    def keywords(self, item: Item) -> tuple[str, ...]:
        """The post's tags, each once. Tags have no pages here; what is neither tag nor category is named."""
        found = {}
        for term in item.terms:
            if term.domain in ("tag", "post_tag") and term.name:
                words = plain_line(term.name)
                if len(words) > LONGEST_KEYWORD:
                    ending = f"…{words[LONGEST_KEYWORD:]}"[:200]
                    self.report.lose(_("Ends of long names of categories and tags"), ending, once=True)
                found[words[:LONGEST_KEYWORD]] = True
            elif term.domain not in ("category", "tag", "post_tag"):
                self.report.lose(_("Other ways of sorting posts"), f"{term.domain[:40]}: {plain_line(term.name)[:60]}")
        for words in list(found)[MOST_KEYWORDS:]:
            self.report.lose(_("Tags beyond the number that an article may have"), words)
        return tuple(found)[:MOST_KEYWORDS]
