"""What readers' pages are made of: the one access function for an article, and the template's context."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles import leaflets, snapshot, translations
from articles.comparing import compare
from articles.content import Content
from articles.corrections import corrections_on_page
from articles.models import Article, Redirect, Revision
from articles.rendering import render_page
from articles.review import CHANGED, FEW, is_overdue, last_signed_public, review_of, reviews_of
from articles.standing import topics_named
from articles.structured import article_data, share_picture
from clinic import languages
from clinic.prepared import Prepared
from clinic.structured import clinic, script, website
from pagecache.pieces import Stored

RELATED = FEW - 1  # beside the article itself
CARD_COLUMNS = ("pk", "card", "published_at", "changed_at")
ARTICLE_COLUMNS = tuple(field.attname for field in Article._meta.concrete_fields)
LIVE_COLUMNS = tuple(field.attname for field in Revision._meta.concrete_fields)
PUBLIC = Prepared(
    lambda language, slug, now: (
        Article.objects.published(now)
        .filter(language=language, slug=slug)
        .values(*ARTICLE_COLUMNS, *(f"live__{name}" for name in LIVE_COLUMNS))
    ),
    language=str,
    slug=str,
    now=datetime,
)
MOST_CHOSEN = 6
CHOSEN = Prepared(
    lambda own, language, numbers, now: others(own, language, now).filter(pk__in=numbers).values(*CARD_COLUMNS),
    own=int,
    language=str,
    numbers=(int, MOST_CHOSEN),
    now=datetime,
)
OF_TOPICS = Prepared(
    lambda own, language, numbers, now: (
        others(own, language, now).filter(topics__in=topics_named(numbers)).distinct().values(*CARD_COLUMNS)[:RELATED]
    ),
    own=int,
    language=str,
    numbers=(int, MOST_CHOSEN),
    now=datetime,
)


class Withdrawn(Exception):
    """The article was public once and was taken down."""

    def __init__(self, article: Article):
        self.article = article


class GivenUp(Withdrawn):
    """The article is elsewhere, and this former address of it is not to lead there."""


def get_public_article(slug: str) -> Article:
    """The article that the public reads at this address, or at the one that took its place (then its slug differs).

    Raises Http404, Withdrawn for one taken down or at its end, or GivenUp.
    """
    language = languages.current()
    for row in PUBLIC.rows(language=language, slug=slug, now=timezone.now()):
        return article_from(row)
    if article := readable(Article.objects.filter(language=language, slug=slug)):
        return article
    former = Redirect.objects.filter(language=language, slug=slug).select_related("article").first()
    if former is None:
        raise Http404
    if former.gone:
        raise GivenUp(former.article)
    if article := readable(Article.objects.filter(pk=former.article_id)):
        return article
    raise Http404


def article_from(row: dict) -> Article:
    article = Article.from_db(DEFAULT_DB_ALIAS, ARTICLE_COLUMNS, [row[name] for name in ARTICLE_COLUMNS])
    article.live = Revision.from_db(DEFAULT_DB_ALIAS, LIVE_COLUMNS, [row[f"live__{name}"] for name in LIVE_COLUMNS])
    return article


def readable(here) -> Article | None:
    """The public one of `here`, at most one row. Raises Withdrawn where it was public and has come to its end."""
    if article := here.published().select_related("live").first():
        return article
    ended = Q(status=Article.Status.WITHDRAWN) | Q(status=Article.Status.PUBLISHED, expire_at__lte=timezone.now())
    if gone := here.filter(ended).select_related("replacement").first():
        raise Withdrawn(gone)
    return None


def cards(articles) -> list[dict]:
    """What lists show, from a queryset or list of articles."""
    rows = list(articles)
    reviews = reviews_of([article.pk for article in rows]) if rows else {}
    return [card_of(article, reviews[article.pk]) for article in rows]


def card_of(article: Article, review: dict) -> dict:
    dates = {"published_on": article.published_at, "updated_on": article.changed_at}
    return article.card | dates | {"review": review}


def page_context(article: Article) -> dict:
    """The article template's context for what is live."""
    content = Content.from_json(article.live.content)
    related = related_rows(article, content)
    reviews = reviews_of([article.pk, *(row.pk for row in related)])
    review = reviews[article.pk] | {"overdue": is_overdue(content.review_date)}
    page = article.page | {"leaflet": leaflets.shown(article, article.page.get("leaflet"))}
    page |= translations.read_in(article)
    return context_of(article, page, review, [card_of(row, reviews[row.pk]) for row in related])


def changes_context(article: Article) -> dict:
    """What has changed since the signed version; nothing where there is none, or where it is the live one."""
    content = Content.from_json(article.live.content)
    review = review_of(article, content, article.live.digest)
    signed = last_signed_public(article) if review["state"] == CHANGED else None
    differences = compare(Content.from_json(signed.content), content, numbered=True) if signed else []
    clinical = [difference for difference in differences if difference.clinical]
    return {"article": article, "review": review, "differences": clinical}


def preview_context(article: Article, revision: Revision, *, kind: str = "staff") -> dict:
    """The same template's context for any revision, rendered now. `kind` says to whom: "staff" or "shared"."""
    return draft_context(article, Content.from_json(revision.content), kind=kind) | {"revision": revision}


def draft_context(article: Article, content: Content, *, kind: str) -> dict:
    """The same for words that may be in no revision yet ("unsaved"). `content` has been completed by snapshot."""
    page = render_page(content, snapshot.surroundings(content))
    review, related = review_of(article, content), cards(related_rows(article, content))
    return context_of(article, page, review, related) | {"preview": kind}


def words_of(revision: Revision) -> Stored:
    """What a revision's page says, rendered now, without what stands around it: reviews, related pages, corrections."""
    content = Content.from_json(revision.content)
    page = render_page(content, snapshot.surroundings(content))
    return Stored(page | readable_parts(page))


def readable_parts(page: dict) -> dict:
    # The one place where editors' HTML is called safe: rendering built it from sanitised HTML (rendering/__init__.py).
    safe = {
        "body": mark_safe(page["body"]),
        "key_points": [mark_safe(point) for point in page["key_points"]],
        "figures": [figure | {"html": mark_safe(figure["html"])} for figure in page.get("figures", ())],
        "facts": [fact | {"html": mark_safe(fact["html"])} for fact in page["facts"]],
    }
    dated = {name: as_date(page[name]) for name in ("evidence_checked_on", "next_review_on")}
    sources = [source | {"checked_on": as_date(source["checked_on"])} for source in page["sources"]]
    return {**safe, **dated, "sources": sources}


def context_of(article: Article, page: dict, review: dict, related: list[dict]) -> dict:
    shown = {
        **readable_parts(page),
        "related": related,
        "address": settings.SITE_URL + article.get_absolute_url(),
        "code": languages.address(article.language, "articles:code", article.slug) if article.is_public else "",
        "published_at": article.published_at,
        "updated_at": article.changed_at,
        "review": review,
        "corrections": corrections_on_page(article),
    }
    whole = page | shown
    whole["data"] = structured_data(article, whole)
    whole["share_picture"] = share_picture(whole)
    return {"article": article, "page": Stored(whole)}


def structured_data(article: Article, page: dict) -> SafeString:
    return script(*article_data(article, page), website(), clinic())


def related_rows(article: Article, content: Content) -> list[SimpleNamespace]:
    """The editor's choice; where that is not public or there is none, others of the same topics."""
    asked = {"own": article.pk or 0, "language": article.language, "now": timezone.now()}
    found = CHOSEN.rows(numbers=content.related[:MOST_CHOSEN], **asked) if content.related else []
    chosen = {row["pk"]: row for row in found}
    rows = [chosen[pk] for pk in content.related if pk in chosen][:RELATED]
    if not rows and content.topics:
        rows = OF_TOPICS.rows(numbers=content.topics[:MOST_CHOSEN], **asked)
    return [SimpleNamespace(**row) for row in rows]


def others(own: int, language: str, now: datetime):
    return Article.objects.published(now).filter(language=language).exclude(pk=own)


def as_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def end_of(day: date | None) -> datetime | None:
    """The moment at which `day` is over here; None for no day, and for the calendar's last, which never ends."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_current_timezone())


def still_to_come(moment: datetime | None) -> datetime | None:
    """`moment` when it lies ahead: then a page that depends on it must be rendered again."""
    return moment if moment and moment > timezone.now() else None
