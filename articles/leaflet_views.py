"""`/l/<code>/`: where the QR code on a printed leaflet leads."""

from django.http import Http404
from django.shortcuts import render

from articles import leaflet_state
from articles.reading import end_of, still_to_come
from pagecache.public import depends_on, public_page, valid_until


@public_page()
def leaflet(request, code):
    try:
        publication = leaflet_state.find(code)
    except Http404:
        return render(request, "articles/leaflet_unknown.html", {"code": code[:20]}, status=404)
    standing = leaflet_state.standing(publication)
    response = render(request, "articles/leaflet.html", standing)
    response["X-Robots-Tag"] = "noindex"
    depends_on(response, f"article:{publication.article_id}")
    valid_until(response, still_to_come(end_of(standing.get("check_after"))))
    valid_until(response, still_to_come(publication.article.expire_at))
    return response
