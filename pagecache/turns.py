"""One rendering per page, however many ask at once: the others get the old page, or wait for the new one.

Within a process they wait for an event. The processes of one machine take turns with locks on files, which the
system gives back when a process dies; several machines may each render a page once.
"""

import fcntl
import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from pagecache.finding import find
from pagecache.front import KEY, answer, last_good, send
from pagecache.memory import memory
from pagecache.patience import spending

log = logging.getLogger("pagecache")

LONGEST_WAIT = 1.0  # seconds; then whoever waits makes the page herself
LOOK_AGAIN = 0.01
FILES = 64  # two pages may share one; then one of them waits for the other for no reason, which is rare


class Rendering:
    def __init__(self):
        self.done = threading.Event()


class OneRendering:
    """Stands between the front and Django. What is not a page of the cache passes through."""

    def __init__(self, application: Callable):
        self.application = application
        self.lock = threading.Lock()
        self.running: dict[str, Rendering] = {}

    def __call__(self, environ, start_response):
        key = environ.get(KEY)
        if key is None:
            return self.application(environ, start_response)
        with self.lock:
            others = self.running.get(key)
            mine = None if others else self.running.setdefault(key, Rendering())
        if others:
            return self._follow(others, key, environ, start_response)
        try:
            return self._lead(key, environ, start_response)
        finally:
            with self.lock:
                del self.running[key]
            mine.done.set()

    def _follow(self, others: Rendering, key: str, environ, start_response):
        ready = last_good(environ, key)
        if ready is None:
            with spending():
                others.done.wait(LONGEST_WAIT)
            ready = stored(environ, key)
        # Where the other rendering was not one to be stored, everybody has to have her own.
        return send(ready, start_response) if ready else self.application(environ, start_response)

    def _lead(self, key: str, environ, start_response):
        with turn(key) as waited:
            # Somebody may have made it between our looking for it and our turn.
            if (waited or memory.get(key)) and (ready := stored(environ, key)):
                return send(ready, start_response)
            return self.application(environ, start_response)


def stored(environ, key: str):
    entry = find(key)
    return answer(entry, environ, time.time()) if entry else None


@contextmanager
def turn(key: str) -> Iterator[bool]:
    """This process's turn among those of the machine; yields whether it had to wait. Never fails: without a place
    for the files everybody is first."""
    try:
        file = os.open(_file_for(key), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        log.error("no file to take turns with: %s", type(error).__name__)
        yield False
        return
    try:
        yield _wait_for(file)
    finally:
        os.close(file)  # gives the lock back


def _wait_for(file: int) -> bool:
    until, waited = time.monotonic() + LONGEST_WAIT, False
    with spending():
        while not _is_ours(file) and time.monotonic() < until:
            waited = True
            time.sleep(LOOK_AGAIN)
    return waited


def _is_ours(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _file_for(key: str) -> Path:
    folder = Path(settings.DATA_DIR) / "turns"
    folder.mkdir(exist_ok=True)
    return folder / f"{int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % FILES:02}"
