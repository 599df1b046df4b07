"""Storing: looks at finished responses of public views and keeps those that anybody may have. It never
serves."""

import logging
import time
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pagecache.entry import Answer, Entry, answer, make_entry
from pagecache.generations import tokens_since
from pagecache.memory import memory
from pagecache.public import STORED_STATUSES, Marks
from pagecache.shared import CacheDown, shared

log = logging.getLogger("pagecache")

MOST_BYTES = 2 * 1024 * 1024
PRIVATE = {"private", "no-store", "no-cache"}


class StoreMiddleware:
    """Stands outside every middleware that adds headers, so that a stored page has exactly those of a fresh
    one, and inside the one that numbers requests."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        marks = getattr(response, "page_marks", None)
        if not marks or not marks.public or response.status_code not in STORED_STATUSES or is_private(response):
            return response
        if problem := objection(response):
            # Meant for everybody, but made for one: no cache may keep it, neither ours nor an edge's.
            log.warning("public page not stored: %s", problem)
            response.headers["Cache-Control"] = "private, no-store"
            return response
        entry = make_entry(response, marks.until, time.time())
        if may_store(request, marks, entry):
            store(marks, entry)
        return fill(response, answer(entry, request.META, time.time()))


def is_private(response: HttpResponse) -> bool:
    """Whether it was never meant to be stored: the view says so itself, or its bytes are still to come."""
    said = {word.partition("=")[0] for word in header_words(response, "Cache-Control")}
    return response.streaming or response.has_header("Content-Encoding") or bool(said & PRIVATE)


def objection(response: HttpResponse) -> str:
    """Why nobody but this reader may have the response; empty when everybody may."""
    if response.cookies or response.has_header("Set-Cookie"):
        return "it sets a cookie"
    if header_words(response, "Vary") - {"accept-encoding"}:
        return "it varies on a header that clients choose"
    if "'nonce-" in response.get("Content-Security-Policy", ""):
        return "it contains a nonce"
    return ""


def header_words(response: HttpResponse, name: str) -> set[str]:
    return {word.strip().lower() for word in response.get(name, "").split(",") if word.strip()}


def may_store(request: HttpRequest, marks: Marks, entry: Entry) -> bool:
    if settings.DEBUG or not marks.key or not marks.start or len(entry.bodies["identity"]) > MOST_BYTES:
        return False
    # Where HTTPS is required, the headers of a page differ without it.
    secure = request.is_secure() or not (settings.SECURE_SSL_REDIRECT or settings.SECURE_HSTS_SECONDS)
    return secure and entry.in_time(time.time())


def store(marks: Marks, entry: Entry) -> None:
    """Keeps the entry, unless anything at all has changed since its rendering started."""
    try:
        tokens = tokens_since(marks.start, marks.names)
        if tokens and all(tokens.values()):
            entry = replace(entry, tokens=tokens)
            shared.set(marks.key, entry, entry.expires - entry.made_at)
            memory.put(marks.key, entry)
    except CacheDown:
        pass  # said in the log by the breaker; the reader has her page all the same


def fill(response: HttpResponse, ready: Answer) -> HttpResponse:
    """Makes a fresh response the very one that the front will give for the stored page."""
    for name in list(response.headers):
        del response.headers[name]
    for name, value in ready.headers:
        response.headers[name] = value
    response.status_code = ready.status
    response.content = ready.body
    return response
