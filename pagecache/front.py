"""The page cache's front: a WSGI callable that answers stored pages before Django's request handling
begins."""

import logging
import os
import time
from collections.abc import Callable
from functools import lru_cache
from random import Random

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils import translation

from pagecache import keys
from pagecache.entry import Answer, answer
from pagecache.finding import find, find_last_good
from pagecache.outage import Outage

log = logging.getLogger("pagecache")

# Where the layers behind find the page's key. Clients cannot set it: their headers begin with HTTP_.
KEY = "pagecache.key"
# Numbers in the log name requests; nobody has to be unable to guess them.
_numbers = Random(os.urandom(16))  # noqa: S311


class PageFront:
    """Answers what is stored; whatever is unusual, unknown or no longer valid goes on to Django. Where that cannot
    make the page, the last good one is shown."""

    def __init__(self, application: Callable):
        self.application = application
        self.outage = Outage()

    def __call__(self, environ, start_response):
        environ.pop(KEY, None)
        try:
            ready = respond(environ)
        except Exception as error:  # whatever happens here, Django can still make the page
            log.error("page cache failed: %s; the page is rendered afresh", type(error).__name__)
            ready = None
        if ready is None:
            return self._pass_on(environ, start_response)
        return send(ready, start_response)

    def _pass_on(self, environ, start_response):
        key = environ.get(KEY)
        if key is None:
            return self.application(environ, start_response)
        if self.outage.is_on() and (stale := last_good(environ, key)):
            return send(stale, start_response)
        said = []
        body = self.application(environ, lambda *words: said.append(words))  # answers before it returns, as Django does
        if said[-1][0].startswith("503"):
            self.outage.note()
            if self.outage.may_show_old_pages() and (stale := last_good(environ, key)):
                getattr(body, "close", lambda: None)()
                return send(stale, start_response)
        else:
            self.outage.end()
        start_response(*said[-1])
        return body


def send(ready: Answer, start_response) -> list[bytes]:
    number = f"{_numbers.getrandbits(64):016x}"
    start_response(ready.status_line, [*ready.headers, ("X-Request-Id", number)])
    return [ready.body]


def respond(environ: dict) -> Answer | None:
    """The answer for a request, or None when Django has to give it."""
    if settings.DEBUG or not is_usual(environ):
        return None
    key = key_of(environ)
    if key is None:
        return None
    environ[KEY] = key
    entry = find(key)
    return answer(entry, environ, time.time()) if entry else None


def last_good(environ: dict, key: str) -> Answer | None:
    entry = find_last_good(key)
    return answer(entry, environ, time.time(), stale=True) if entry else None


def key_of(environ: dict) -> str | None:
    """The key of the page that is asked for; None when it is none of those that are stored."""
    place = (environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""))
    try:
        params, plain = _page_at(*place, settings.ROOT_URLCONF, keys.release())
    except Resolver404:
        return None
    if params and environ.get("QUERY_STRING"):
        return keys.key_for(environ, params)
    return plain


@lru_cache(maxsize=2048)
def _page_at(script: str, path: str, urlconf: str, release: str) -> tuple[tuple[str, ...] | None, str | None]:
    """The parameters that the page at this path counts, and its key without any."""
    environ = {"SCRIPT_NAME": script, "PATH_INFO": path}
    params = counted_params(get_path_info(environ), urlconf)
    return params, keys.key_for(environ, params) if params is not None else None


def is_usual(environ: dict) -> bool:
    """A plain request to read, to us by name, over the scheme we serve. Django refuses or redirects the
    others."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and environ.get("CONTENT_LENGTH", "") in ("", "0")
        and "HTTP_TRANSFER_ENCODING" not in environ
        and not (settings.USE_X_FORWARDED_HOST and "HTTP_X_FORWARDED_HOST" in environ)
        and is_our_name(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
        and is_our_scheme(environ)
    )


@lru_cache(maxsize=128)
def is_our_name(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def is_our_scheme(environ: dict) -> bool:
    """Stored pages carry the headers of the scheme that is required; see middleware.may_store()."""
    if not (settings.SECURE_SSL_REDIRECT or settings.SECURE_HSTS_SECONDS):
        return True
    if settings.SECURE_PROXY_SSL_HEADER:
        header, secure_value = settings.SECURE_PROXY_SSL_HEADER
        if header in environ:
            return environ[header].split(",", 1)[0].strip() == secure_value
    return environ.get("wsgi.url_scheme") == "https"


def counted_params(path: str, urlconf: str) -> tuple[str, ...] | None:
    """The query parameters that the view of this path counts; None when the path has no public view, so that
    neither static files nor other views' pages ask the shared cache for anything. Raises Resolver404."""
    if path.startswith(settings.STATIC_URL):
        return None
    with translation.override(keys.language_of(path)):
        return getattr(resolve(path, urlconf).func, "public_params", None)
