"""Whether pages can be made at the moment, as far as this process has seen."""

import time

from django.conf import settings

TRY_AGAIN = 2  # seconds; until then readers whose page is there in an older form do not wait for another failure


class Outage:
    def __init__(self):
        self.end()

    def note(self) -> None:
        """A page could not be made."""
        self.seen_at = time.monotonic()
        if self.began_at is None:
            self.began_at = self.seen_at

    def end(self) -> None:
        """A page was made."""
        self.began_at: float | None = None
        self.seen_at = float("-inf")

    def may_show_old_pages(self) -> bool:
        return self.began_at is not None and time.monotonic() - self.began_at < settings.STALE_SECONDS

    def is_on(self) -> bool:
        """Whether a page failed so recently that trying is not worth the reader's time."""
        return time.monotonic() - self.seen_at < TRY_AGAIN and self.may_show_old_pages()
