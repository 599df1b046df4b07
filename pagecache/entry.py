"""A stored page: ready bytes, and the answer they make for one reader."""

import gzip
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

import brotli
from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from pagecache.negotiation import best_encoding

LONGEST_LIFE = 24 * 3600
# Dates in headers count in seconds, and a page may change twice in one. Until so many seconds later nobody is told
# the page's own date, but one before it, and no date buys a 304.
SETTLED_AFTER = 2
# A clock that was put back by more than this makes a page look as if it came from the future: render it
# again.
CLOCK_PLAY = 60
MOST_READY = 50
# Quality 5 takes a millisecond for a long article; 11 would take eighty, and a reader is waiting.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
# Worked out for each answer, or true of one answer only.
NOT_KEPT = {
    "age",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "last-modified",
    "set-cookie",
    "vary",
    "x-request-id",
}


@dataclass(frozen=True, slots=True)
class Answer:
    status_line: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def status(self) -> int:
        return int(self.status_line[:3])


@dataclass(frozen=True, slots=True)
class Entry:
    """`tokens` are the generations it was rendered under; times are seconds since 1970; `ready` holds answers that
    were given before, for the next who asks the same. `bodies` holds the page itself, and packed by brotli, which
    nearly every browser takes; by gzip it is packed for the first who asks, so that no rendering waits for it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    bodies: dict[str, bytes]
    etag: str
    tokens: dict[str, str]
    made_at: float
    expires: float
    ready: dict[tuple, Answer] = field(default_factory=dict, compare=False, repr=False)

    @property
    def size(self) -> int:
        return sum(len(self.bodies.get(name, b"")) for name in ("identity", "br", "br")) + 3_000  # gzip's about as br's

    @property
    def encodings(self) -> tuple[str, ...]:
        """What a reader can be sent: packed only where brotli makes it smaller."""
        return ("br", "gzip", "identity") if "br" in self.bodies else ("identity",)

    def in_time(self, now: float) -> bool:
        return self.made_at - CLOCK_PLAY <= now < self.expires

    def is_settled(self, now: float) -> bool:
        return now - self.made_at >= SETTLED_AFTER

    def changed_at(self, now: float) -> int:
        """The page's date for Last-Modified, in whole seconds."""
        return int(self.made_at) - (not self.is_settled(now))


def make_entry(response: HttpResponse, until: datetime | None, now: float) -> Entry:
    """The entry of a finished response, as yet without tokens."""
    body = response.content
    bodies = {"identity": body}
    if response.get("Content-Type", "").startswith(COMPRESSIBLE):
        packed = brotli.compress(body, quality=BROTLI_QUALITY)
        if len(packed) < len(body):
            bodies["br"] = packed
    expires = now + LONGEST_LIFE
    return Entry(
        status=response.status_code,
        headers=tuple((name, value) for name, value in response.items() if name.lower() not in NOT_KEPT),
        bodies=bodies,
        # Weak: it names the page, not which of its three packings was sent.
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',
        tokens={},
        made_at=now,
        expires=min(expires, until.timestamp()) if until else expires,
    )


def answer(entry: Entry, environ: dict, now: float, *, stale: bool = False) -> Answer:
    """What this reader gets: the packing she accepts, no body for HEAD, 304 for what she already has.

    `stale` marks a page that is shown because there is no newer one; no other cache may keep that.
    """
    date = entry.changed_at(now)
    if not stale and entry.status == HTTPStatus.OK and _has_it(environ, entry, now):
        form = "304"
    elif environ["REQUEST_METHOD"] == "HEAD":
        form = "HEAD"
    else:
        form = "GET"
    encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), entry.encodings)
    # What is left of the page's life matters only towards its end.
    left = min(int(entry.expires - now), settings.EDGE_TTL + settings.EDGE_STALE)
    asked = (form, encoding, date, left, stale, settings.EDGE_TTL)
    found = entry.ready.get(asked)
    if found is None:
        if len(entry.ready) >= MOST_READY:
            entry.ready.clear()
        found = entry.ready[asked] = _make_answer(entry, form, encoding, date, left, stale)
    return found


def _make_answer(entry: Entry, form: str, encoding: str, date: int, left: int, stale: bool) -> Answer:
    headers = [
        ("Cache-Control", "no-store" if stale else _for_caches(max(0, left))),
        ("ETag", entry.etag),
        ("Last-Modified", http_date(date)),
        ("Vary", "Accept-Encoding"),
    ]
    if stale:
        headers.append(("Cache-Status", "portal; fwd=stale"))  # RFC 9211
    if form == "304":
        kept = [header for header in entry.headers if not header[0].lower().startswith("content-type")]
        return Answer(_status_line(HTTPStatus.NOT_MODIFIED), kept + headers, b"")
    if encoding == "gzip" and encoding not in entry.bodies:
        entry.bodies[encoding] = gzip.compress(entry.bodies["identity"], GZIP_LEVEL, mtime=0)
    body = entry.bodies[encoding]
    headers.append(("Content-Length", str(len(body))))
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return Answer(_status_line(entry.status), [*entry.headers, *headers], b"" if form == "HEAD" else body)


def _for_caches(left: int) -> str:
    """Readers' browsers ask each time; an edge may keep the page for EDGE_TTL, and longer only where a setting says
    so and never past the moment at which the clock makes it wrong."""
    edge = min(settings.EDGE_TTL, left)
    said = f"public, max-age=0, s-maxage={edge}"
    if longer := min(settings.EDGE_STALE, left - edge):
        said += f", stale-while-revalidate={longer}, stale-if-error={longer}"
    return said


def _status_line(status: int) -> str:
    return f"{int(status)} {HTTPStatus(status).phrase}"


def _has_it(environ: dict, entry: Entry, now: float) -> bool:
    """RFC 9110, 13.1.3: a date counts only where no tag is given, and not when it lies ahead."""
    if if_none_match := environ.get("HTTP_IF_NONE_MATCH"):
        known = parse_etags(if_none_match)
        return "*" in known or entry.etag in known or entry.etag.removeprefix("W/") in known
    if (since := environ.get("HTTP_IF_MODIFIED_SINCE")) and entry.is_settled(now):
        seconds = parse_http_date_safe(since)
        return seconds is not None and entry.changed_at(now) <= seconds <= now
    return False
