"""`/l/<code>/`, where the QR code on a leaflet leads; and an article's own QR code, for a screen or a poster."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from articles import leaflet_state, qr
from articles.reading import Withdrawn, end_of, get_public_article, still_to_come
from clinic import languages
from pagecache.public import depends_on, public_page, valid_until


@public_page()
def leaflet(request, code):
    try:
        publication = leaflet_state.find(code)
    except Http404:
        return render(request, "articles/leaflet_unknown.html", {"code": code[:20]}, status=404)
    standing = leaflet_state.standing(publication)
    with languages.speaking(publication.article.language):  # the paper's
        response = render(request, "articles/leaflet.html", standing)
    response["X-Robots-Tag"] = "noindex"
    depends_on(response, f"article:{publication.article_id}")
    valid_until(response, still_to_come(end_of(standing.get("check_after"))))
    valid_until(response, still_to_come(publication.article.expire_at))
    return response


@public_page()
def code(request, slug):
    """The code of the article's address. Raises Http404 where the public reads nothing there."""
    try:
        found = get_public_article(slug)
    except Withdrawn:
        raise Http404 from None
    context = qr.drawing(settings.SITE_URL + found.get_absolute_url())
    response = render(request, "articles/qr.html", context, content_type="image/svg+xml")
    response["X-Robots-Tag"] = "noindex"
    depends_on(response, f"article:{found.pk}")
    valid_until(response, still_to_come(found.expire_at))
    return response
