"""A stored page: ready bytes, and the answer they make for one reader."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import brotli
from django.conf import settings
from django.http import HttpResponse
from django.utils.http import parse_etags

from pagecache.negotiation import best_encoding

LONGEST_LIFE = 24 * 3600
# A clock that was put back by more than this makes a page look as if it came from the future: render it
# again.
CLOCK_PLAY = 60
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
    "set-cookie",
    "vary",
    "x-request-id",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """`tokens` are the generations it was rendered under; times are seconds since 1970."""

    status: int
    headers: tuple[tuple[str, str], ...]
    bodies: dict[str, bytes]
    etag: str
    tokens: dict[str, str]
    made_at: float
    expires: float

    @property
    def size(self) -> int:
        return sum(len(body) for body in self.bodies.values()) + 1_000

    def in_time(self, now: float) -> bool:
        return self.made_at - CLOCK_PLAY <= now < self.expires


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def status_line(self) -> str:
        return f"{self.status} {HTTPStatus(self.status).phrase}"


def make_entry(response: HttpResponse, until: datetime | None, now: float) -> Entry:
    """The entry of a finished response, compressed here once and for all, as yet without tokens."""
    body = response.content
    bodies = {"identity": body}
    if response.get("Content-Type", "").startswith(COMPRESSIBLE):
        smaller = {
            "br": brotli.compress(body, quality=BROTLI_QUALITY),
            "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        }
        bodies |= {name: packed for name, packed in smaller.items() if len(packed) < len(body)}
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


def answer(entry: Entry, environ: dict, now: float) -> Answer:
    """What this reader gets: the packing she accepts, no body for HEAD, 304 for what she already has."""
    edge = max(0, min(settings.EDGE_TTL, int(entry.expires - now)))
    headers = [
        ("Cache-Control", f"public, max-age=0, s-maxage={edge}"),
        ("ETag", entry.etag),
        ("Vary", "Accept-Encoding"),
    ]
    if entry.status == HTTPStatus.OK and _has_it(environ.get("HTTP_IF_NONE_MATCH", ""), entry.etag):
        kept = [header for header in entry.headers if not header[0].lower().startswith("content-type")]
        return Answer(HTTPStatus.NOT_MODIFIED, kept + headers, b"")
    encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), entry.bodies)
    body = entry.bodies[encoding]
    headers.append(("Content-Length", str(len(body))))
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return Answer(entry.status, [*entry.headers, *headers], b"" if environ["REQUEST_METHOD"] == "HEAD" else body)


def _has_it(if_none_match: str, etag: str) -> bool:
    if not if_none_match:
        return False
    known = parse_etags(if_none_match)
    return "*" in known or etag in known or etag.removeprefix("W/") in known
