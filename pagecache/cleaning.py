"""The request as a public page sees it: nothing in it that one reader has and another has not."""

import io
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from pagecache.keys import counted_values, language_of

KEPT = ("PATH_INFO", "SCRIPT_NAME", "SERVER_PROTOCOL", "wsgi.version", "wsgi.errors")


def public_request(request: HttpRequest, params: tuple[str, ...]) -> HttpRequest:
    """A new request for the same path and the parameters that count, under the site's own name: no cookies,
    no client's headers, no session or user. What is left is what the page's key holds, so no reader can
    colour a page that is stored for the others."""
    site = urlsplit(settings.SITE_URL)
    kept = {name: request.META[name] for name in KEPT if name in request.META}
    clean = WSGIRequest(
        kept
        | {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": _query(request, params),
            "HTTP_HOST": site.netloc,
            "SERVER_NAME": site.hostname or "localhost",
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": io.BytesIO(),
        }
    )
    clean.resolver_match = request.resolver_match
    clean.LANGUAGE_CODE = language_of(request.path_info)
    return clean


def _query(request: HttpRequest, params: tuple[str, ...]) -> str:
    values = counted_values(request.META.get("QUERY_STRING", ""), params)
    if values is None:  # such a page is not stored, and the view shall answer what was really asked
        values = [(name, request.GET[name]) for name in params if name in request.GET]
    return urlencode(values)
