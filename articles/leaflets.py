"""Printed leaflets: each publication has a code, and the paper carries it. What it leads to is in leaflet_state.py."""

from django.conf import settings
from django.urls import reverse

from articles import qr
from articles.codes import new_code
from articles.models import Article, Publication


def leaflet_of(article: Article) -> dict | None:
    """What the paper carries of the live version: `code`, `version`, `qr`, `address`, and `typed`, the same for hands.

    None where nothing was published yet.
    """
    publication = article.publications.first()
    if publication is None or publication.revision_id != article.live_id:
        return None
    if publication.code is None:  # written by the version before this one, while both were running
        Publication.objects.filter(pk=publication.pk, code=None).update(code=new_code())
        publication.refresh_from_db(fields=["code"])
    address = address_of(publication.code)
    return {
        "code": publication.code,
        "version": version_of(publication),
        "address": address,
        "typed": address.partition("://")[2].rstrip("/"),
        "qr": qr.drawing(address),
    }


def shown(article: Article, stored: dict | None) -> dict | None:
    """The leaflet as stored with the page; made again where the site has moved to another address since."""
    if stored and stored["address"] == address_of(stored["code"]):
        return stored
    return leaflet_of(article) if article.pk else None


def address_of(code: str) -> str:
    return settings.SITE_URL + reverse("articles:leaflet", args=[code])


def version_of(publication: Publication) -> int:
    """Readers' count: the article's first publication is version 1."""
    earlier = Publication.objects.filter(article=publication.article_id)
    return earlier.filter(at__lte=publication.at).exclude(at=publication.at, pk__gt=publication.pk).count()
