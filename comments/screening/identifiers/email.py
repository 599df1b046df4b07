"""E-mail addresses, written plainly or hidden by "at" and "dot"."""

import re
from collections.abc import Iterator

from comments.screening.identifiers.hits import Hit, hits_of
from comments.screening.identifiers.plain import Plain

_MARKS = ("@", "dot", "mail", "(at", "[at", "{at", "<at", "*at", "( at", "[ at", "yahoo", "outlook", "icloud", "proton")
_AT_A_HOST = re.compile(
    r" at (?:[\w-]{1,40}\.[a-z]{2}|live\b|sky\b|me\b|aol\b|msn\b|nhs\b|hse\b|eircom|btinternet|talktalk)"
)


def find(plain: Plain) -> Iterator[Hit]:
    """E-mail addresses in the text."""
    if any(mark in plain.low for mark in _MARKS) or (" at " in plain.low and _AT_A_HOST.search(plain.low)):
        yield from hits_of("email", plain)
