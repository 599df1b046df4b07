"""Looks how far a program is that says nothing itself, such as pg_dump, and tells it like other long work."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

EVERY = 1.0  # seconds between two looks
KILOBYTE = 1000
Count = Callable[[str, int, int], None]


@contextmanager
def watched(what: str, measure: Callable[[], int], count: Count, of: int = 0) -> Iterator[None]:
    """Tells `count` how many kilobytes of `what` there are, by `measure` in bytes, as long as the block lasts. `of` is
    how many bytes it will be, if somebody knows.

    The block itself stays in the calling thread, so that Ctrl-C ends the program in it as it always did.
    """
    ended = threading.Event()
    expected = of // KILOBYTE

    def watch() -> None:
        try:
            while not ended.wait(EVERY):
                done = measure() // KILOBYTE
                count(what, done, expected if done < expected else 0)
        finally:
            connections.close_all()  # the desk's line may stand in a database: this thread's own connection to it

    count(what, 0, expected)
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    done = measure() // KILOBYTE
    count(what, done, done)


def size_of(path: Path) -> Callable[[], int]:
    def measure() -> int:
        try:
            return path.stat().st_size
        except OSError:  # not there yet
            return 0

    return measure


def place_in(file) -> Callable[[], int]:
    """How far an open file has been read, also by a program that has got it as its input."""
    return lambda: os.lseek(file.fileno(), 0, os.SEEK_CUR)


def last_size() -> int:
    """Bytes of the last dump of the database: the next one will be about as large. 0 where nobody knows."""
    try:
        words = _path().read_text(encoding="ascii")
    except (OSError, ValueError):
        return 0
    return int(words) if words.isdigit() and len(words) < 18 else 0


def remember_size(size: int) -> None:
    with contextlib.suppress(OSError):  # a full disk: the backup itself will say so
        _path().write_text(str(size), encoding="ascii")


def _path() -> Path:
    return Path(settings.DATA_DIR) / "dump-size.txt"
