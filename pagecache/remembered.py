"""What takes long to work out and changes only when the site does, remembered in this process."""

import threading
import time
from collections.abc import Callable
from functools import wraps

from django.db import connection

from pagecache.generations import SITE, known, token_of
from pagecache.shared import CacheDown


def until_the_site_changes(seconds: float):
    """Decorates a function of hashable arguments whose answer follows from what the public can read. It is called again
    after forget_site(), whoever called that, and after so many seconds, for what the clock changes.

    The answer is shared by all who ask: nobody may change it. Nothing is remembered without the shared cache, nor in a
    transaction, which may see what nobody else ever will.
    """

    def decorate(work: Callable) -> Callable:
        kept: dict[tuple, tuple[float, str, object]] = {}
        lock = threading.Lock()

        @wraps(work)
        def answer(*about):
            if connection.in_atomic_block:
                return work(*about)
            made_at, token, value = kept.get(about, (float("-inf"), "", None))
            try:
                if time.monotonic() - made_at < seconds and known.holds({SITE: token}):
                    return value
                token = token_of(SITE)  # before the work: what changes meanwhile is worked out again
            except CacheDown:
                return work(*about)
            value = work(*about)
            with lock:
                kept[about] = (time.monotonic(), token, value)
            return value

        return answer

    return decorate
