"""Where a leaflet's code leads: whether the version on the paper still holds, and what has changed since."""

from django.http import Http404

from articles.codes import read_code
from articles.comparing import compare
from articles.content import Content
from articles.corrections import public_corrections
from articles.leaflets import version_of
from articles.models import Article, Publication
from articles.review import is_overdue

LISTED = 20  # later versions, and corrections, that are listed one by one


def find(typed: str) -> Publication:
    """The publication with this code, its article and revisions with it. Raises Http404."""
    rows = Publication.objects.select_related("revision", "article__live", "article__replacement")
    publication = rows.filter(code=read_code(typed)).first()
    if publication is None or publication.article.status == Article.Status.DRAFT:
        raise Http404
    return publication


def standing(publication: Publication) -> dict:
    """What the leaflet's page says: `state` is "current", "changed" or "withdrawn", with what belongs to it.

    `differences` are the clinical ones, from the leaflet's words to today's; `later` and `corrections` came after it.
    Of an article that was taken down nothing is shown but that it was.
    """
    article = publication.article
    about = {"article": article, "publication": publication, "version": version_of(publication)}
    if not article.is_public:
        other = article.replacement
        return about | {"state": "withdrawn", "replacement": other if other and other.is_public else None}
    content = Content.from_json(article.live.content)
    about |= {"check_after": content.review_date, "overdue": is_overdue(content.review_date)}
    if publication.revision_id == article.live_id:
        return about | {"state": "current"}
    return about | {"state": "changed"} | changes_since(publication, content)


def changes_since(publication: Publication, content: Content) -> dict:
    article = publication.article
    differences = compare(Content.from_json(publication.revision.content), content, numbered=True)
    rows = article.publications.filter(at__gte=publication.at).exclude(pk=publication.pk).select_related("revision")
    later = [{"on": row.at, "note": row.revision.content.get("change_note", "")} for row in rows[:LISTED]]
    return {
        "differences": [difference for difference in differences if difference.clinical],
        "later": later,
        "corrections": list(public_corrections(article).filter(at__gte=publication.at)[:LISTED]),
    }
