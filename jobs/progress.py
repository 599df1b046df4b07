"""Long work says how far it is, how fast, and how long it still takes; and stops without a traceback.

Terminal and desk use the same words. The same work run again goes on where it was, or starts again without harm: each
command says which in the sentence with which it stops.
"""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.cache import caches
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

log = logging.getLogger("jobs")

BETWEEN = 1.0  # seconds between two lines
SHOWN_FOR = 30  # seconds that the desk shows a line after it was written
# Kinds of long work, by which the desk asks for them. Moving in from WordPress has a page of its own.
KINDS = (
    *("backup", "export_site", "import_site", "import_wordpress"),
    *("make_bench_data", "make_renditions", "rebuild_search", "restore"),
)


def rate_in_words(rate: float) -> str:
    """How fast: with a figure behind the point where there are few."""
    return _("%(rate)s a second") % {"rate": f"{rate:,.1f}" if rate < 10 else f"{rate:,.0f}"}


def time_left(rest: float, rate: float) -> str:
    """How long it still takes; "" where nobody can know."""
    if rate <= 0:
        return ""
    seconds = round(rest / rate)
    if seconds < 90:
        return ngettext("%d second left", "%d seconds left", seconds) % seconds
    minutes = round(seconds / 60)
    if minutes < 120:
        return ngettext("%d minute left", "%d minutes left", minutes) % minutes
    hours = round(minutes / 60)
    return ngettext("%d hour left", "%d hours left", hours) % hours


def time_so_far(seconds: float) -> str:
    """How long it has taken: all that can be said of time where nobody knows the end; "" in the first second."""
    whole = int(seconds)
    if whole < 90:
        return ngettext("%d second so far", "%d seconds so far", whole) % whole if whole else ""
    minutes = round(whole / 60)
    return ngettext("%d minute so far", "%d minutes so far", minutes) % minutes


def line(what: str, done: int, of: int, rate: float, took: float = 0) -> str:
    """“articles: 20 of 100, 2.0 a second, 40 seconds left”. `of` 0: nobody knows how many there are, and then `took`
    seconds stand there."""
    parts = [f"{what}: {done:,}" + (" " + _("of %(all)s") % {"all": f"{of:,}"} if of else "")]
    if rate > 0:
        parts += [rate_in_words(rate), time_left(of - done, rate) if of > done else ""]
    parts += [] if of else [time_so_far(took)]
    return ", ".join(filter(None, parts))


class Progress:
    """Called with (what, done, of) as often as one likes; writes at most a line a second for each sort of thing, to
    the terminal by `write` and to the desk as `kind`. What was there when a run began counts for nothing in its rate.
    """

    def __init__(self, kind: str, write: Callable[[str], object], clock: Callable[[], float] = time.monotonic):
        self.kind, self.write, self.clock = kind, write, clock
        self.begun: dict[str, tuple[float, int]] = {}
        self.said: dict[str, float] = {}
        self.last = clock()

    def __call__(self, what: str, done: int, of: int = 0) -> None:
        now = self.clock()
        # The first of its sort began when the sort before it ended; of more than one nobody knows when.
        began, before = self.begun.setdefault(what, (self.last, 0) if done <= 1 else (now, done))
        self.last = now
        is_over = bool(of) and done >= of
        if now - self.said.get(what, began) < BETWEEN and not is_over:
            return
        self.said[what] = now
        took = now - began
        words = line(what, done, of, (done - before) / took if took > 0 else 0, took)
        self.write(words)
        show(self.kind, words)


def show(kind: str, words: str) -> None:
    """Puts a line on the desk for half a minute. A cache that fails costs that line, not the work."""
    try:
        caches["pages"].set(f"progress:{kind}", words, SHOWN_FOR)
    except Exception as error:
        log.warning("progress cannot be shown: %s", type(error).__name__)


def shown() -> list[str]:
    """What is being done just now, for the desk."""
    try:
        found = caches["pages"].get_many([f"progress:{kind}" for kind in KINDS])
    except Exception as error:
        log.warning("progress cannot be read: %s", type(error).__name__)
        return []
    return [str(words) for _key, words in sorted(found.items())]


@contextmanager
def stoppable(words: str) -> Iterator[None]:
    """Ctrl-C and a polite kill end the work with this sentence, which says what is there and how it goes on."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:  # not in the main thread: nobody sends signals there
        before = None
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError(words, returncode=130) from None
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)
