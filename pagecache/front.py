"""The page cache's front: a WSGI callable that answers stored pages before Django's request handling
begins."""

import logging
import time
import uuid
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils import translation

from pagecache import keys
from pagecache.entry import Entry, answer
from pagecache.generations import known
from pagecache.memory import memory
from pagecache.shared import CacheDown, hang_up, shared

log = logging.getLogger("pagecache")


class PageFront:
    """Answers what is stored; whatever is unusual, unknown or no longer valid goes on to Django."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ, start_response):
        try:
            ready = respond(environ)
        except Exception as error:  # whatever happens here, Django can still make the page
            log.error("page cache failed: %s; the page is rendered afresh", type(error).__name__)
            ready = None
        if ready is None:
            return self.application(environ, start_response)
        start_response(ready.status_line, [*ready.headers, ("X-Request-Id", uuid.uuid4().hex[:16])])
        return [ready.body]


def respond(environ: dict):
    """The answer for a request, or None when Django has to give it."""
    if settings.DEBUG or not is_usual(environ):
        return None
    params = counted_params(get_path_info(environ), settings.ROOT_URLCONF)
    key = keys.key_for(environ, params) if params is not None else None
    entry = find(key) if key else None
    return answer(entry, environ, time.time()) if entry else None


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
    neither static files nor made-up addresses ask the shared cache for anything."""
    if path.startswith(settings.STATIC_URL):
        return None
    try:
        return _counted_params(path, urlconf)
    except Resolver404:
        return None


@lru_cache(maxsize=1024)
def _counted_params(path: str, urlconf: str) -> tuple[str, ...] | None:
    with translation.override(keys.language_of(path)):
        return getattr(resolve(path, urlconf).func, "public_params", None)


def find(key: str) -> Entry | None:
    """The valid stored page, from this process when it is sure of it, else from the shared cache."""
    entry = memory.get(key)
    if entry and known.needs_no_asking(entry.tokens):
        if known.holds(entry.tokens) and entry.in_time(time.time()):
            return entry
        memory.drop(key)
    try:
        return _ask(key, memory.get(key))
    except CacheDown:
        return None
    finally:
        hang_up()


def _ask(key: str, entry: Entry | None) -> Entry | None:
    if entry and known.holds(entry.tokens) and entry.in_time(time.time()):
        return entry
    memory.drop(key)
    entry = shared.get_many([key]).get(key)
    if not isinstance(entry, Entry) or not entry.in_time(time.time()):
        return None
    if known.holds(entry.tokens) or known.holds(entry.tokens, ask_again=True):
        memory.put(key, entry)
        return entry
    return None
