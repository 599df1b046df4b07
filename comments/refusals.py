"""Whether words that are not stored need help beside them: asked with care, for anybody can send such words fast."""

import threading
import time

from comments.forms import plain_text
from comments.models import MAX_URGENT_TEXT, Tier
from comments.triage import Triage, triage

SCREENED_A_SECOND = 2.0  # by one process, of what it will not store
AT_ONCE = 10.0


class Bucket:
    """So many a second, and some at once. In this process only: it protects a processor, not a promise."""

    def __init__(self, rate: float, most: float):
        self.rate, self.most = rate, most
        self.level, self.at = most, time.monotonic()
        self.lock = threading.Lock()

    def take(self) -> bool:
        with self.lock:
            now = time.monotonic()
            self.level = min(self.most, self.level + (now - self.at) * self.rate)
            self.at = now
            if self.level < 1:
                return False
            self.level -= 1
            return True


bucket = Bucket(SCREENED_A_SECOND, AT_ONCE)


def look(text: str, *, name: str = "") -> Triage | None:
    """What the screens see in words over a limit; None when there are too many of them to look at."""
    return triage(text[:MAX_URGENT_TEXT], name=name) if bucket.take() else None


def needs_help_first(words: str) -> bool:
    """Whether the help lines stand before anything else. Where nobody has looked, they do."""
    text = plain_text(words)
    if not text:
        return False
    seen = look(text)
    return seen is None or seen.tier != Tier.NONE or "emergency" in seen.screens()
