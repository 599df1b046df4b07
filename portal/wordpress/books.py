"""The books of a move: which draft each post became, and what of it stayed behind.

Every later run tells both again, so the last report is about the whole export, however often the import was stopped.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles.models import Article
from portal.models import Imported
from portal.wordpress.entries import Item
from portal.wordpress.report import Report
from portal.wordpress.survey import is_public, plain_line

if TYPE_CHECKING:
    from portal.wordpress.importing import Written


class Books:
    """The rows of one old site's posts: one for each draft that a post became, numbered by its part."""

    def __init__(self, site: str, names: dict[str, str], report: Report):
        self.site, self.names, self.report = site, names, report

    def rows(self, number: int) -> list[Imported]:
        """What a post became with an earlier run, in the order of its parts; empty where it has not come yet."""
        rows = Imported.objects.filter(site=self.site, kind=Imported.Kind.POST, number=number)
        return list(rows.select_related("article__draft").order_by("part"))

    def enter(self, item: Item, articles: list[Article], written: "Written", posted: datetime, told: list) -> None:
        """Writes down what became of a post. `told` is what the report has said of it."""
        author, state = self.name_of(item.author), _("password") if item.has_password else item.status[:20]
        rows = [
            Imported(
                site=self.site,
                kind=Imported.Kind.POST,
                number=item.number,
                part=part,
                article=article,
                author=author,
                state=state,
                posted_at=item.posted,
                address=item.link[:500] if is_public(item) and part == 1 else "",
                left_out=(told if part == 1 else []) + [["claim", claim] for claim in written.claims(part - 1)],
                findings=len(written.blocking[part - 1]),
                checked=article.draft,
            )
            for part, article in enumerate(articles, start=1)
        ]
        Imported.objects.bulk_create(rows)
        Article.objects.filter(pk__in=[article.pk for article in articles]).update(created_at=posted)

    def name_of(self, login: str) -> str:
        """The author's name as readers saw it; where the file does not know the account, what stands at the post."""
        return plain_line(self.names.get(login) or login.partition("@")[0])[:120]

    def tell_again(self, rows: list[Imported]) -> None:
        """Repeats what an earlier run has said of a post. Drafts that somebody has worked on are not in the list of
        what to rewrite: the desk counts those anew."""
        for row in rows:
            self.report.repeat(entry for entry in row.left_out if len(entry) == Report.PLACES)
            article = row.article
            if article is None or article.status != Article.Status.DRAFT or article.published_at or not article.draft:
                continue
            if article.draft.number == 1:
                claims = [entry[1] for entry in row.left_out if entry[0] == "claim"]
                about = {"title": article.draft.content["title"], "slug": article.slug}
                self.report.findings.append({**about, "blocking": row.findings, "claims": claims})
