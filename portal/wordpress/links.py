"""Links between old posts become links between the articles they became."""

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.wordpress.report import Report
from portal.wordpress.survey import Survey, path_of
from portal.wordpress.unwanted import split

FEEDS = (
    "feed",
    "feed/rss",
    "feed/rss2",
    "feed/atom",
    "feed/rdf",
    "comments/feed",
    "rss",
    "atom",
    "rss2",
    "wp-rss2.php",
)


class Links:
    def __init__(self, found: Survey, report: Report):
        self.found, self.report = found, report
        self.hosts = set(found.hosts) - {""}

    def rewritten(self, address: str) -> str:
        """Where a link leads now. One to a page of the old site that did not come keeps its address, and is named."""
        parts = split(address)
        if parts is None:
            self.report.lose(_("Links that are no addresses"), address[:100])
            return ""
        if parts.scheme not in ("", "http", "https"):
            return address if parts.scheme in ("mailto", "tel") else ""
        host = (parts.hostname or "").lower()
        if host and host not in self.hosts:
            return address
        if not host and not address.startswith(("/", "?")):
            self.report.to_mend(_("Links to the old site that lead nowhere now"), address[:200])
            return address
        query = next((part for part in parts.query.split("&") if part.startswith(("p=", "page_id="))), "")
        wanted = f"?p={query.partition('=')[2]}" if query else path_of(address)
        number = self.found.posts_at.get(wanted)
        if number is None or number not in self.found.slugs:
            if known := self.list_at(wanted):
                return known
            if wanted != self.found.base:
                self.report.to_mend(_("Links to the old site that lead nowhere now"), address[:200])
            return address if wanted != self.found.base else "/"
        return reverse("articles:article", args=[self.found.slugs[number]])

    def list_at(self, path: str) -> str:
        """Our page in the place of an old category's or feed's; "" for every other address."""
        path = path.removeprefix(f"{self.found.base}/") if self.found.base else path
        start, _slash, _rest = path.partition("/")
        name = path.rpartition("/")[2]
        if start == "category" and name in self.found.public_terms and slugify(name):
            return reverse("articles:topic", args=[slugify(name)[:80]])
        return reverse("articles:feed") if path in FEEDS else ""
