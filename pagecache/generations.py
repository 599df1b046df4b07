"""Generations: random tokens in the shared cache that decide whether a stored page still holds.

A page remembers the tokens of everything it shows. To forget an object is to delete its token: the next
rendering finds none and makes a new one, and no page that remembers the old one is ever served again. A
token that the cache has lost therefore costs a rendering and can never revive an old page.

Each object has two: one that forget() deletes, for words that must be gone, and one that refresh() deletes,
for a page that is merely no longer the newest (a comment was added). After a refresh() the old page may still
be shown while the new one is being made, or while it cannot be made; after forget() never.

LATEST is one more token that every change deletes, first and last. It tells a process with a single
question that nothing at all has changed, and tells a rendering that something changed while it ran. GONE is
deleted by every forget(): a process that finds another one lets go of all that it keeps, for words that are
gone must not live on in its memory. COPIES is deleted by who changes something that pages read from a file: a process
that finds another one asks those in `changed_elsewhere` to write the file anew, before it makes a page.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction

from pagecache import discarding, pieces
from pagecache.keys import PAGES
from pagecache.memory import memory
from pagecache.models import Change
from pagecache.shared import pages, shared

log = logging.getLogger("pagecache")

SITE = "site"
LATEST = "latest"
GONE = "gone"
COPIES = "copies"
CHECK_SECONDS = 0.5  # how long a process may believe what it knows
MOST_NAMES = 10_000
# Called where another process has changed what pages read from files; each says whether it has done its part.
changed_elsewhere: list[Callable[[], bool]] = []
# Called once a change of the site is committed, before any process hears of it. They never fail.
site_changed: list[Callable[[], object]] = []
SOFT = "~"  # ends the name of an object's second token


def forget(*names: str) -> None:
    """Stops stored pages that depend on these objects ("article:12") from being served.

    Inside a transaction this happens on its commit, and not at all when it is rolled back; without one, at
    once.
    """
    rows = Change.objects.bulk_create([Change(name=name) for name in names])
    transaction.on_commit(lambda: carry_out(rows))


def refresh(*names: str) -> None:
    """The same for a change that only adds to pages: until the new one is there, the old one does no harm."""
    forget(*(name + SOFT for name in names))


def forget_site() -> None:
    """The same for every page there is: for what all of them show, such as the clinic's phone number."""
    for each in site_changed:
        transaction.on_commit(each)
    forget(SITE)


def settle(now: datetime | None = None) -> int:
    """Finishes changes that a crash or a cache that was down left open; returns how many. For the worker's
    sweeps."""
    rows = list(Change.objects.exclude(name__startswith=PAGES).order_by("pk")[:1_000])
    done = len(rows) if rows and carry_out(rows) else 0
    return done + discarding.settle(now)


def carry_out(rows: list[Change]) -> bool:
    """Deletes the tokens, then the rows. LATEST goes first, so that a rendering which sees the object's new
    token also sees that something changed; and last, so that nobody keeps an old token they read in
    between."""
    names = [row.name for row in rows]
    if not all(name.endswith(SOFT) for name in names):
        names.append(GONE)
        let_go()
    keys = [key_of(name) for name in names]
    try:
        pages.delete(key_of(LATEST))
        pages.delete_many(keys)
        pages.delete(key_of(LATEST))
        Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
    except Exception as error:  # the change is committed: its caller must not fail, and the rows remain for settle()
        log.error("shared cache did not hear of a change: %s; the worker will tell it", type(error).__name__)
        return False
    return True


def key_of(name: str) -> str:
    # Django's database cache throws out the first third of its keys when it is full: pages before tokens, because a
    # lost token costs every page that remembers it.
    return f"pagecache:token:{name}"


def begin() -> str:
    """The token of LATEST as a rendering starts. Raises CacheDown.

    What the process knows is brought up to this moment: a page is made of things remembered as well, and those that a
    change half a second ago has ended may not go into a page that is kept. Empty, so that the page is not kept, where
    what it reads from files could not be brought up to date.
    """
    asked_at = time.monotonic()
    tokens = _make([LATEST, GONE, COPIES])
    known.take_in(asked_at, tokens)
    return tokens[LATEST] if known.hear_of_copies(tokens[COPIES]) else ""


def let_go() -> None:
    """Empties this process's memory of pages and of pieces of them."""
    memory.reset()
    pieces.memory.let_go()


def token_of(name: str) -> str:
    """The token that an object has now. Raises CacheDown."""
    return _make([name])[name]


def tokens_since(start: str, names: Collection[str]) -> dict[str, str] | None:
    """The tokens a page must remember; None when anything changed since its rendering started, for then
    nobody can say whether it shows the old words or the new. Raises CacheDown."""
    tokens = _make([SITE, *names, *(name + SOFT for name in names), LATEST])
    return tokens if tokens.pop(LATEST) == start else None


def hard(tokens: dict[str, str]) -> dict[str, str]:
    """Those of a page's tokens without which it may not even be shown for want of a newer one."""
    return {name: token for name, token in tokens.items() if not name.endswith(SOFT)}


def _make(names: list[str]) -> dict[str, str]:
    tokens = _read(names)
    if missing := [name for name in names if name not in tokens]:
        for name in missing:
            shared.add(key_of(name), uuid.uuid4().hex)
        # Read again, all of them: somebody else may have been first, or a change may have come in between.
        tokens = _read(names)
    return {name: tokens.get(name, "") for name in names}


def _read(names: Iterable[str]) -> dict[str, str]:
    keys = {key_of(name): name for name in names}
    return {keys[key]: value for key, value in shared.get_many(list(keys)).items()}


class Known:
    """What this process knows of the tokens. Asks the shared cache at most every CHECK_SECONDS for LATEST,
    and for the others only after it has changed."""

    def __init__(self):
        self.lock, self.copies_lock = threading.Lock(), threading.Lock()
        self.reset()

    def reset(self) -> None:
        self.latest = ""
        self.gone: str | None = None
        self.copies = ""
        self.checked_at = float("-inf")
        self.tokens: dict[str, str] = {}

    def is_sure_of(self, remembered: dict[str, str]) -> bool | None:
        """What holds() would say, where that needs no question to the shared cache; None where it does."""
        if time.monotonic() - self.checked_at >= CHECK_SECONDS:
            return None
        tokens = self.tokens
        for name, token in remembered.items():
            if tokens.get(name) != token:
                return False if name in tokens else None
        return bool(remembered)

    def holds(self, remembered: dict[str, str], *, ask_again: bool = False) -> bool:
        """Whether a page that remembers these tokens may still be served. With `ask_again` no token is
        taken from memory: the cache may have lost one, and another process made it anew. Raises
        CacheDown."""
        if ask_again:
            tokens = self.tokens
            for name in remembered:
                tokens.pop(name, None)
        tokens = self._current(remembered)
        return all(token and tokens.get(name) == token for name, token in remembered.items())

    def _current(self, names) -> dict[str, str]:
        if time.monotonic() - self.checked_at >= CHECK_SECONDS:
            self._check()
        # This dict belongs to one value of LATEST. A thread that read tokens under an older one writes them
        # into the older dict, where they do no harm.
        tokens = self.tokens
        if missing := [name for name in names if name not in tokens]:
            if len(tokens) > MOST_NAMES:
                tokens.clear()
                missing = list(names)
            tokens.update(_read(missing))
        return tokens

    def hear(self, gone: str) -> None:
        """Takes notice of the token of GONE: of another one than before, another process has told us."""
        before, self.gone = self.gone, gone
        if before not in (None, gone):
            let_go()

    def hear_of_copies(self, token: str) -> bool:
        """The same of COPIES; whether the files are as new as that. Threads that make pages meanwhile wait. What could
        not be done is tried again with the next page."""
        if token == self.copies:
            return True
        with self.copies_lock:
            if token != self.copies:
                if self.copies and not all(each() for each in changed_elsewhere):
                    return False
                self.copies = token
        return True

    def _check(self) -> None:
        asked_at = time.monotonic()
        self.take_in(asked_at, _read([LATEST, GONE]))

    def take_in(self, asked_at: float, found: dict[str, str]) -> None:
        """What the shared cache, asked at this moment, has said of LATEST and GONE."""
        latest = found.get(LATEST, "")
        self.hear(found.get(GONE, ""))
        with self.lock:
            if asked_at < self.checked_at:
                return  # another thread asked later than we did
            if latest != self.latest or not latest:
                self.tokens = {}
            self.latest = latest
            self.checked_at = asked_at


known = Known()
