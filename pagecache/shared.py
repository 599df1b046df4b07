"""The shared cache, asked with care: when it is down a page is merely slower, never broken."""

import logging
import threading
import time

from django.core.cache import caches
from django.db import connections
from django.utils.connection import ConnectionProxy

log = logging.getLogger("pagecache")

# After a failure nobody asks again for this long, so that a silent Redis costs one timeout and not one per
# reader.
REST_SECONDS = 5.0


# Django's default cache is the sign-in throttles' and lives in the main database; pages have their own.
pages = ConnectionProxy(caches, "pages")


class CacheDown(Exception):
    """The shared cache did not answer, or failed a moment ago."""


class SharedCache:
    """The cache of pages behind a breaker. Every method raises CacheDown and nothing else."""

    def __init__(self):
        self.resting_until = 0.0
        self.lock = threading.Lock()

    def get_many(self, keys) -> dict:
        return self._ask(pages.get_many, keys)

    def add(self, key: str, value) -> None:
        self._ask(pages.add, key, value, None)

    def set(self, key: str, value, seconds: float) -> None:
        self._ask(pages.set, key, value, seconds)

    def reset(self) -> None:
        self.resting_until = 0.0

    def _ask(self, method, *args):
        if time.monotonic() < self.resting_until:
            raise CacheDown
        try:
            return method(*args)
        except Exception as error:  # whatever a database, Redis or a damaged value may raise
            self._rest(error)
            raise CacheDown from error

    def _rest(self, error: Exception) -> None:
        with self.lock:
            first = time.monotonic() >= self.resting_until
            self.resting_until = time.monotonic() + REST_SECONDS
        if first:
            log.error("shared cache unavailable: %s; pages are rendered afresh", type(error).__name__)


shared = SharedCache()


def hang_up() -> None:
    """Gives back the thread's database connections when they are due. The front works outside Django's
    request signals; without this a thread would keep reading a cache file that has since been deleted and
    made anew."""
    try:
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
    except Exception as error:
        log.error("closing a connection failed: %s", type(error).__name__)
