"""How long a request may still be kept waiting by others: by a database that is slow or silent, by a page that somebody
else is making. Each wait is bounded where it happens; this bounds their sum, so that no worker is held for longer.

Outside of requests (commands, the worker) nobody is kept waiting, and there is no limit.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LONGEST = 2.5  # seconds of one request
SHORT = 0.05  # what takes less is work and not a wait: a thousand quick questions are nobody's fault


class Left(threading.local):
    seconds: float | None = None


_left = Left()


class Patience:
    """WSGI: gives each request its seconds."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ, start_response):
        _left.seconds = LONGEST
        try:
            return self.application(environ, start_response)
        finally:
            _left.seconds = None


def left() -> float | None:
    """The seconds that this request may still wait, none or more; None where there is no limit."""
    return None if _left.seconds is None else max(_left.seconds, 0.0)


@contextmanager
def spending() -> Iterator[None]:
    """Around a wait: what it took is taken from what is left."""
    begun = time.monotonic()
    try:
        yield
    finally:
        waited = time.monotonic() - begun
        if _left.seconds is not None and waited > SHORT:
            _left.seconds -= waited


@contextmanager
def at_least(seconds: float) -> Iterator[None]:
    """Around what has to come to its end once it is begun: it may wait for so long, whatever is left."""
    kept = _left.seconds
    _left.seconds = None if kept is None else max(kept, seconds)
    try:
        yield
    finally:
        _left.seconds = None if kept is None or _left.seconds is None else min(kept, _left.seconds)
