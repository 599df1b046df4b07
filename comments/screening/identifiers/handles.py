"""Names on social networks."""

import re
from collections.abc import Iterator
from re import Match

from comments.screening.identifiers.hits import Hit, hits_of
from comments.screening.identifiers.plain import Plain

_PLATFORM = re.compile(
    r"\b(?:insta|twitter|tik ?tok|snap|discord|telegram|facebook|fb|reddit|youtube|threads|ig|dm me)\b|instagram"
)
_ADDRESSED = re.compile(r"(?:^|\n|[.!?]\s?)$")


def find(plain: Plain) -> Iterator[Hit]:
    """Handles in the text."""
    yield from hits_of("handles", plain, {"handle-at": _is_handle})


def _is_handle(match: Match[str], low: str) -> bool:
    """ "@Sam, thank you" speaks to somebody on this page; "@sam_w" or "@sam on insta" is a name elsewhere."""
    name = match[0][1:]
    if not name.isalpha() or len(name) > 12:
        return True
    if _PLATFORM.search(low):
        return True
    return not _ADDRESSED.search(low[max(0, match.start() - 2) : match.start()])
