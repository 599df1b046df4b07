"""Correct now: a mistake on a public page is mended at once, readers are told, and a clinician gets the difference."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import publishing, signoff
from articles.checking import stopping_marks
from articles.content import Content
from articles.models import Article, Correction, Revision, Signature
from articles.steps import WrongState, person, require
from clinic.prepared import Prepared
from clinic.record import record

SHOWN_ON_PAGE = 5


def correct_now(article: Article, revision: Revision, by, *, note: str) -> Correction:
    """Publish `revision` over what is live and say publicly, in `note`, what was wrong and what is right.

    Findings that readers see already do not stand in the way; new ones do (NotReady). Whoever signed last is asked
    about the difference. Raises WrongState for an article that is not public, an empty note, or nothing to correct.
    """
    require(by, "articles.publish_article")
    if not note.strip():
        raise WrongState(_("Say what was wrong and what is right. Readers see these words."))
    article.refresh_from_db()
    if not article.is_public or article.live is None:
        raise WrongState(_("The article is not public, so there is nothing to correct for readers."))
    if revision.digest == article.live.digest:
        raise WrongState(_("The draft says the same as the public page. Mend it in the draft first, and save."))
    with transaction.atomic():
        tolerated = stopping_marks(article, Content.from_json(article.live.content))
        publishing.put_live(article, revision, timezone.now(), by, tolerated=tolerated)
        correction = Correction.objects.create(article=article, revision=revision, note=note.strip(), by=person(by))
        record(person(by), "correct article", article, note)
        ask_last_signer(article, revision, by, note.strip())
    return correction


def ask_last_signer(article: Article, revision: Revision, by, note: str) -> None:
    """The clinician who signed last gets this difference to check. Nobody is asked who may not sign any more."""
    if Signature.objects.filter(article=article, digest=revision.digest).exists():
        return  # what was signed is back
    last = article.signatures.select_related("clinician").first()
    if last is None:
        return
    try:
        signoff.ask(article, revision, last.clinician, by, _("Correction: %s") % note[:280])
    except WrongState as reason:
        record(person(by), "could not ask about correction", article, str(reason))


def public_corrections(article: Article | int | None = None, now: datetime | None = None) -> QuerySet[Correction]:
    """What readers are told, the newest first: of one article (or its number), or of all that are public."""
    # Asked of each correction's own article: a list of all that are public grows without end.
    rows = Correction.objects.filter(Exists(Article.objects.published(now).filter(pk=OuterRef("article_id"))))
    if article is not None:
        rows = rows.filter(article=article)
    return rows.select_related("article").only("note", "at", "article__language", "article__slug", "article__title")


ON_PAGE = Prepared(
    lambda article, now: public_corrections(article, now).values("at", "note")[:SHOWN_ON_PAGE],
    article=int,
    now=datetime,
)


def corrections_on_page(article: Article) -> list[dict]:
    """The newest few of one article, each `at` and `note`."""
    return ON_PAGE.rows(article=article.pk, now=timezone.now()) if article.pk else []
