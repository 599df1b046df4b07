"""Web addresses, but for our own, official help and the literature."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from re import Match

from django.conf import settings

from comments.screening.identifiers.hits import Hit, hits_of
from comments.screening.identifiers.plain import Plain
from comments.screening.rules import FOLDER

_SCHEME = re.compile(r"^(?:h\w{2}ps?|ftp)\s?:\s?/{0,2}\s?")

_MAYBE = re.compile(r"\.[a-z]{2}|:/|w\s?\.\s?[a-z0-9]|http")


def find(plain: Plain) -> Iterator[Hit]:
    """Addresses in the text that lead elsewhere."""
    if _MAYBE.search(plain.low) or "dot" in plain.low:
        checks = {"url-plain": _is_foreign, "url-bare": _is_foreign, "url-spelled": _is_foreign}
        yield from hits_of("urls", plain, checks)


@cache
def official() -> frozenset[str]:
    """Hosts whose pages anybody may name."""
    data = tomllib.loads((FOLDER / "identifiers" / "urls.toml").read_text(encoding="utf-8"))
    return frozenset(data["official"].split())


def host_of(value: str) -> str:
    """The host of an address as written."""
    spelled = re.sub(r"\s?[\[({]?\s?\bdot\b\s?[\])}]?\s?", ".", value)
    return re.split(r"[/?#:\s]", _SCHEME.sub("", spelled), maxsplit=1)[0].removeprefix("www.").rstrip(".,)!")


def _is_foreign(match: Match[str], low: str) -> bool:
    host = host_of(match[0])
    own = getattr(settings, "SITE_HOST", "").removeprefix("www.")
    labels = host.split(".")[-6:]
    known = official()
    return host != own and not any(".".join(labels[at:]) in known for at in range(len(labels)))
