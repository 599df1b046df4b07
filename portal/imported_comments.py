"""Comments that came from another site and wait to be read, and how the desk's list of them is narrowed."""

from collections import Counter

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from articles.models import Article
from clinic.paging import COUNTED
from comments.highlighting import SCREENS
from comments.models import Comment
from portal.models import Imported

NOTHING, SOMETHING = "none", "any"
FINDINGS = (NOTHING, SOMETHING, *(name for name in SCREENS if name != "staff_reply"))
MOST_ARTICLES = 200  # to choose from, those with most that waits first
WHOLE_PAGES = ("page", "card", "summary", "keywords")  # an article's columns that the list does not need


def waiting() -> QuerySet[Comment]:
    """All of them, urgent ones too."""
    came = Imported.objects.filter(comment=OuterRef("pk"), kind=Imported.Kind.COMMENT)
    return Comment.objects.waiting().ordinary().filter(Exists(came))


def to_list(*, article: int | None = None, findings: str = "") -> QuerySet[Comment]:
    """What the list shows in full: nobody meets an urgent message between others. The oldest first, answers after
    what they answer."""
    rows = narrowed(waiting().bulk_may_touch(), findings)
    rows = rows if article is None else rows.filter(article_id=article)
    related = rows.select_related("article", "parent", "claimed_by")
    return related.defer(*(f"article__{name}" for name in WHOLE_PAGES)).order_by("submitted_at", "pk")


def narrowed(rows: QuerySet[Comment], findings: str) -> QuerySet[Comment]:
    """By what the screens saw: nothing, anything, or what one screen looks for."""
    if findings == NOTHING:
        return rows.filter(findings=[])
    if findings == SOMETHING:
        return rows.exclude(findings=[])
    if findings not in FINDINGS:
        return rows
    # Both databases write the pairs of a stored document like this, and neither can ask into a list of documents.
    return rows.annotate(seen=Cast("findings", TextField())).filter(seen__contains=f'"screen": "{findings}"')


def by_article() -> list[tuple[int, str, int]]:
    """Articles with something to list: number, title, how many wait. Those with most first. Where more wait than are
    counted, these are the articles of the oldest, by title and without numbers (0)."""
    oldest = list(waiting().bulk_may_touch().order_by("submitted_at").values_list("article_id", flat=True)[:COUNTED])
    numbers = Counter(oldest).most_common(MOST_ARTICLES)
    rows = Article.objects.only("title", "slug").in_bulk([number for number, _waiting in numbers])
    named = [(number, rows[number].title or rows[number].slug, waits) for number, waits in numbers]
    if len(oldest) < COUNTED:
        return sorted(named, key=lambda row: (-row[2], row[0]))
    return sorted(((number, title, 0) for number, title, _waits in named), key=lambda row: row[1])
