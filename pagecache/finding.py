"""Looking for a stored page: in this process when it is sure of it, else in the shared cache."""

import time

from pagecache.entry import Entry
from pagecache.generations import hard, known
from pagecache.memory import memory
from pagecache.shared import CacheDown, hang_up, shared


def find(key: str) -> Entry | None:
    """The valid stored page."""
    entry = memory.get(key)
    if entry:
        sure = known.is_sure_of(entry.tokens)
        if sure and entry.in_time(time.time()):
            return entry
        if sure is False:
            memory.drop(key)
            entry = None
    try:
        return _ask(key, entry)
    except CacheDown:
        return None
    finally:
        hang_up()


def find_last_good(key: str) -> Entry | None:
    """The stored page that may be shown where there is no valid one yet: nothing was taken down or corrected since,
    and the clock has not made it wrong. Nothing at all while the shared cache cannot confirm that."""
    try:
        entry = shared.get_many([key]).get(key)
        if isinstance(entry, Entry) and entry.in_time(time.time()) and known.holds(hard(entry.tokens), ask_again=True):
            return entry
    except CacheDown:
        pass
    finally:
        hang_up()
    return None


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
