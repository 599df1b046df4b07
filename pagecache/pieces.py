"""Pieces of pages, kept in this process's memory: a page that is made afresh is mostly made of what was made before.

A piece is found by its template, the release, the language and all that its template is given, and by nothing else.
So a kept one can only be what would be rendered now, and nobody has to say that something changed.
"""

import hashlib
import pickle
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language

from pagecache.keys import release

MOST_BYTES = 12 * 1024 * 1024
KEEP_SECONDS = 600
SETTLE_SECONDS = 2.0  # a rendering that began before words were taken down may still bring them


_apart: ContextVar[bool] = ContextVar("apart", default=False)


@contextmanager
def apart() -> Iterator[None]:
    """Within it no piece is taken from memory or kept: for pages that show what is not so, such as a preview."""
    before = _apart.set(True)
    try:
        yield
    finally:
        _apart.reset(before)


class Stored(dict):
    """A large dict that goes into several pieces and is never changed: its digest is worked out once."""

    def __init__(self, values: dict):
        super().__init__(values)
        self.digest = digest_of(values)

    def __reduce__(self):
        return (Stored, (self.digest,))  # pickled for keys alone


def digest_of(values) -> bytes:
    return hashlib.blake2b(pickle.dumps(values, protocol=5), digest_size=20).digest()


def piece(template: str, values: dict, more: Callable[[], dict] | None = None) -> str:
    """The template's HTML, rendered with `values` and nothing else: no request, no context processor.

    `values` are whatever can be pickled. Two of equal content may count as different; then the piece is rendered.
    `more` adds what follows from them and need not be made where the piece is kept, such as a form.
    """
    if settings.DEBUG or _apart.get():  # templates are being worked on, or what they are given is not so
        return render(template, values, more)
    key = (template, release(), get_language(), get_script_prefix(), digest_of(values))
    html = memory.get(key)
    if html is None:
        html = render(template, values, more)
        memory.put(key, html)
    return html


def render(template: str, values: dict, more: Callable[[], dict] | None) -> str:
    return render_to_string(template, values | (more() if more else {}))


class Pieces:
    """The newest and the most wanted, within so many bytes, for so many seconds."""

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.html: OrderedDict[tuple, tuple[float, str]] = OrderedDict()
        self.bytes = 0
        self.closed_until = float("-inf")
        self.timer: threading.Timer | None = None

    def let_go(self) -> None:
        """Words were taken down somewhere: no piece that may hold them stays in memory, or comes in late."""
        with self.lock:
            self.html.clear()
            self.bytes = 0
            self.closed_until = time.monotonic() + SETTLE_SECONDS

    def get(self, key: tuple) -> str | None:
        with self.lock:
            made_at, html = self.html.get(key, (0.0, None))
            if html is None:
                return None
            if not 0 <= time.monotonic() - made_at < KEEP_SECONDS:
                self._drop(key)
                return None
            self.html.move_to_end(key)
            return html

    def put(self, key: tuple, html: str) -> None:
        with self.lock:
            self._drop(key)
            if time.monotonic() < self.closed_until:
                return
            self.html[key] = (time.monotonic(), html)
            self.bytes += sys.getsizeof(html)
            self._drop_old()
            while self.bytes > MOST_BYTES:
                self._drop(next(iter(self.html)))
            self._wake_later()

    def _wake_later(self) -> None:
        """A process that nobody asks anything lets go of them too."""
        if self.html and self.timer is None:
            self.timer = threading.Timer(KEEP_SECONDS, self._wake)
            self.timer.daemon = True
            self.timer.start()

    def _wake(self) -> None:
        with self.lock:
            self.timer = None
            self._drop_old()
            self._wake_later()

    def _drop(self, key: tuple) -> None:
        _made_at, html = self.html.pop(key, (0.0, None))
        self.bytes -= sys.getsizeof(html) if html is not None else 0

    def _drop_old(self) -> None:
        """What nobody asked for again would otherwise stay until its room is needed."""
        oldest = time.monotonic() - KEEP_SECONDS
        for key in [key for key, (made_at, _html) in self.html.items() if made_at <= oldest]:
            self._drop(key)


memory = Pieces()
