"""Too many at once: the surplus is told so immediately, so that those who are let in get their answer soon.

Stored pages never come here. Of the threads behind them readers may fill five eighths, those who send something
three quarters, staff seven eighths; what is left answers monitors, style sheets and stored pages. So a flood of
readers leaves room for a comment, and a flood of comments leaves room for the moderator who stops it.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings

from portal import errors
from portal.middleware import PERMISSIONS_POLICY

log = logging.getLogger("portal.overload")

RETRY_AFTER = "5"
ALWAYS = ("/healthz", "/readyz")
READERS, SENDERS, STAFF = 5 / 8, 3 / 4, 7 / 8
SAY_AGAIN = 10.0  # seconds between two lines in the log


def strict_headers() -> list[tuple[str, str]]:
    """What the middlewares write on every other answer; no middleware is asked here."""
    found = [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", PERMISSIONS_POLICY),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ]
    if settings.SECURE_HSTS_SECONDS:  # browsers heed it over an encrypted connection only
        lasting = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        found.append(("Strict-Transport-Security", lasting))
    return found


def answer_plainly(environ, start_response, status: int, retry_after: str = "", **words: str) -> list[bytes]:
    """A WSGI answer that needs neither Django nor the database: `words` as errors.last_resort() takes them, and the
    help lines. `retry_after`: seconds."""
    body = errors.last_resort(**words).encode()
    start_response(
        f"{status} {HTTPStatus(status).phrase}",
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            *([("Retry-After", retry_after)] if retry_after else []),
            ("X-Request-Id", uuid.uuid4().hex[:16]),
            *strict_headers(),
        ],
    )
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


class Tally:
    """Counts what was refused, and writes one line in SAY_AGAIN seconds: a flood must not fill the log as well."""

    def __init__(self, line: str):
        self.line, self.lock = line, threading.Lock()
        self.number, self.said_at = 0, float("-inf")

    def add(self) -> None:
        with self.lock:
            self.number += 1
            now = time.monotonic()
            if now - self.said_at < SAY_AGAIN:
                return
            number, self.number, self.said_at = self.number, 0, now
        log.error(self.line, number)


class OverloadGate:
    """WSGI: lets in as many requests as their kind may have, and answers 503 with the help lines to the others."""

    def __init__(self, application: Callable, threads: int):
        self.application = application
        self.threads = threads
        self.lock = threading.Lock()
        self.inside = 0
        self.refused = Tally("too many requests at once; refused since the last line: %s")

    def __call__(self, environ, start_response):
        most = self.most_for(environ)
        with self.lock:
            full = self.inside >= most
            self.inside += not full
        if full:
            return self.refuse(environ, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            with self.lock:
                self.inside -= 1

    def most_for(self, environ) -> int:
        path = environ.get("PATH_INFO", "")
        if path.startswith((settings.STATIC_URL, *ALWAYS)):
            return self.threads
        if path.startswith(settings.STAFF_PATHS):
            share = STAFF
        else:
            share = READERS if environ["REQUEST_METHOD"] in ("GET", "HEAD") else SENDERS
        return max(1, int(self.threads * share))

    def refuse(self, environ, start_response) -> list[bytes]:
        self.refused.add()
        return answer_plainly(environ, start_response, 503, RETRY_AFTER)
