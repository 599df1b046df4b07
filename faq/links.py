"""Links in answers to pages of this site: a link is shown only where readers can open the page behind it.

Which articles those are only the database knows, and the questions ask none. So it stands in a file in DATA_DIR,
written anew whenever the site changes (portal/answer_links.py). A path that the file does not hold, and that is none of
the pages that every site has, counts as one that leads nowhere: the words stay, without the link.
"""

import html
import json
import logging
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.safestring import SafeString, mark_safe

from clinic import languages
from clinic.files import write_whole

logger = logging.getLogger(__name__)
# As Markdown is rendered. Marks that lead to a source have an id, and always lead somewhere.
LINK = re.compile(r'<a href="([^"]*)"(?: title="[^"]*")?>(.*?)</a>', re.DOTALL)


class _Last:
    stamp: tuple = ()
    ends: dict[str, datetime | None] = {}


def copy_path() -> Path:
    return Path(settings.DATA_DIR) / "answer-links.json"


def path_of(href: str) -> str | None:
    """The path on this site that a link leads to; None for one that leads to another site or stays on its page."""
    href = html.unescape(href)
    parts = urlsplit(href.removeprefix(settings.SITE_URL.rstrip("/")) if is_own(href) else href)
    return None if parts.scheme or parts.netloc or not (parts.path or parts.query) else parts.path


def is_own(href: str) -> bool:
    return href.startswith(settings.SITE_URL.rstrip("/") + "/")


def paths_in(answer: str) -> set[str]:
    """The paths of this site that an answer's HTML links to."""
    return {path for href, _words in LINK.findall(answer) if (path := path_of(href)) is not None}


def readable(answer: SafeString, now: datetime) -> SafeString:
    """The answer's HTML without the links that lead nowhere at this moment. Never fails."""
    ends = read()

    def keep(link: re.Match[str]) -> str:
        path = path_of(link[1])
        if path is None or is_open(path, ends, now):
            return link[0]
        return link[2]

    return mark_safe(LINK.sub(keep, answer))


def is_open(path: str, ends: dict[str, datetime | None], now: datetime) -> bool:
    if path in ends:
        end = ends[path]
        return end is None or end > now
    return (match := page_at(path)) is not None and not match.kwargs


def page_at(path: str) -> ResolverMatch | None:
    """What answers readers at this path. Where nothing in the path is a name, every site has the page."""
    if not path.startswith("/") or path.startswith(settings.STAFF_PATHS):
        return None
    try:
        with languages.speaking(languages.of_path(path)):
            return resolve(unquote(path))
    except Resolver404:
        return None


def next_end(now: datetime) -> datetime | None:
    """When the clock takes the next of these pages from readers."""
    return min((end for end in read().values() if end and end > now), default=None)


def read() -> dict[str, datetime | None]:
    path = copy_path()
    try:
        status = path.stat()
        stamp = (str(path), status.st_mtime_ns, status.st_ino, status.st_size)
        if stamp != _Last.stamp:
            found = json.loads(path.read_text(encoding="utf-8"))
            _Last.ends = {name: datetime.fromisoformat(end) if end else None for name, end in found.items()}
            _Last.stamp = stamp
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError):
        logger.error("answer-links.json cannot be read; the worker writes it again")
        return _Last.ends if _Last.stamp and _Last.stamp[0] == str(path) else {}
    return _Last.ends


def write_copy(public: dict[str, datetime | None]) -> bool:
    """Writes the file that all processes of this machine read: the articles and such that readers can open, each with
    its planned end. False where it says the same already."""
    found = {path: end.isoformat() if end else "" for path, end in sorted(public.items())}
    return write_whole(copy_path(), json.dumps(found, ensure_ascii=False, indent=1))
