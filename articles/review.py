"""What a page may truthfully say about clinical review: the one place that knows, for page, list, feed and data.

Computed, never stored: from “the digest of what is shown equals a signed digest” and from nothing else.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.content import Content
from articles.models import Article, Publication, Revision, Signature
from clinic.models import Clinician
from clinic.prepared import Prepared

REVIEWED, CHANGED, UNREVIEWED = "reviewed", "changed", "unreviewed"


def review_of(article: Article, content: Content, digest: str = "") -> dict:
    """The review state of `article` while `content` is what is shown: what is live, or a preview.

    `digest` is that of the stored revision, where there is one: it stays what it was when that was saved.
    `state`, `text` (whole, plain), `by` and `on` where somebody reviewed it, `who` (name and profession), `changes`
    (where the differences are listed), `clinician` (registration and interests), and `overdue` (the date has passed).
    """
    author = Value(content.author, output_field=IntegerField())
    shown = Value(digest or content.clinical_digest(), output_field=CharField())
    found = reviews(Article.objects.filter(pk=article.pk), shown, author)
    return found.get(article.pk, state_from("", None, None, None)) | {"overdue": is_overdue(content.review_date)}


def reviews_of(numbers: list[int]) -> dict[int, dict]:
    """The same for what is live of many articles, by their numbers, in one query; without `overdue`."""
    for facts, room in ABOUT:
        if len(numbers) <= room:
            return states(facts.rows(numbers=numbers))
    return reviews(Article.objects.filter(pk__in=numbers))


def is_overdue(due: date | None) -> bool:
    return due is not None and due < timezone.localdate()


def reviews(rows, digest=None, author=None) -> dict[int, dict]:
    return states(facts_about(rows, digest, author))


def facts_about(rows, digest=None, author=None):
    shown = rows.annotate(shown=digest or F("live__digest"), by_author=author or F("author"))
    signatures = Signature.objects.filter(article=OuterRef("pk")).order_by("-signed_at", "-pk")
    public = Publication.objects.filter(revision=OuterRef("revision"))
    facts = shown.annotate(
        valid=told(signatures.filter(digest=OuterRef("shown"))),
        # Of a version that readers never saw nothing may be told, not even that it was signed.
        earlier=told(signatures.filter(Exists(public))),
        alone=Subquery(only_clinician().values(told=JSONObject(name="name", credential="credential"))[:1]),
    )
    return facts.order_by("pk").values("pk", "slug", "valid", "earlier", "alone")


def states(facts: Iterable[dict]) -> dict[int, dict]:
    return {row["pk"]: state_from(row["slug"], row["valid"], row["earlier"], row["alone"]) for row in facts}


def prepared(room: int) -> tuple[Prepared, int]:
    return Prepared(lambda numbers: facts_about(Article.objects.filter(pk__in=numbers)), numbers=(int, room)), room


FEW, MANY = 4, 20  # an article with those beside it; a page of cards or a feed
ABOUT = (prepared(FEW), prepared(MANY))


def told(signatures) -> Subquery:
    about = JSONObject(
        by="name",
        credential="credential",
        on="signed_on",
        number="clinician__registration_number",
        link="clinician__registration_link",
        disclosure="clinician__disclosure",
    )
    return Subquery(signatures.values(told=about)[:1])


def only_clinician():
    """The author, where she is the only clinician there is: nobody else could check it."""
    others = Clinician.objects.signing().exclude(pk=OuterRef("pk"))
    return Clinician.objects.signing().filter(~Exists(others), user__author=OuterRef("by_author"))


def state_from(slug: str, valid: dict | None, earlier: dict | None, alone: dict | None) -> dict:
    if valid:
        text = _("Reviewed by %(who)s on %(day)s")
        return {"state": REVIEWED} | signed(valid, text) | {"clinician": valid}
    if earlier:
        text = _("Reviewed by %(who)s on %(day)s; changed since, not yet checked")
        return {"state": CHANGED} | signed(earlier, text) | {"changes": reverse("articles:changes", args=[slug])}
    if alone:
        who = f"{alone['name']}, {alone['credential']}"
        return {"state": UNREVIEWED, "text": _("Written by %s; not checked by a second clinician") % who}
    return {"state": UNREVIEWED, "text": _("Not clinically reviewed")}


def signed(told: dict, text: str) -> dict:
    day = date.fromisoformat(told["on"])
    who = f"{told['by']}, {told['credential']}"
    return {"text": text % {"who": who, "day": date_format(day, "F j, Y")}, "by": told["by"], "on": day, "who": who}


def last_signed_public(article: Article) -> Revision | None:
    """The newest signed revision that readers have seen: what “changed since” is measured from."""
    public = Publication.objects.filter(revision=OuterRef("revision"))
    signature = article.signatures.filter(Exists(public)).select_related("revision").first()
    return signature.revision if signature else None
