"""Reads a WordPress export (WXR 1.0 to 1.2) as a stream: one post at a time, however large the file.

E-mail addresses and network addresses are not even read. The file is hostile until shown otherwise: entities and
document types are refused, and what XML forbids but WordPress writes all the same (control characters, half a letter
at a cut) is left out and counted.
"""

import codecs
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from portal.wordpress.entries import Item, item_of, short, text_of

VERSIONS = ("1.0", "1.1", "1.2")
LARGEST_ENTRY = 32 * 1024 * 1024  # bytes: a post with all its comments stands in memory, in ten times its room and more
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NUMBERED = re.compile(r"&#(?:(\d{1,8})|x([0-9a-f]{1,7}));", re.IGNORECASE)
NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,9});")
OF_XML = ("amp", "lt", "gt", "quot", "apos")


class BadExport(Exception):
    """The file cannot be read; the message says where and why, for the person who exported it."""


@dataclass
class Site:
    """What the file says about the blog as a whole."""

    version: str = ""
    address: str = ""
    title: str = ""
    about: str = ""
    terms: dict[tuple[str, str], str] = field(default_factory=dict)  # (domain, slug): name
    numbers: dict[str, str] = field(default_factory=dict)  # a category's number: its slug
    parents: dict[str, str] = field(default_factory=dict)  # a category's slug: its parent's
    authors: dict[str, str] = field(default_factory=dict)  # login: the name shown to readers
    described_terms: int = 0


class Mended:
    """The file's bytes as XML may hold them. `counts` says what was left out, `skipped_lines` what stood before;
    `of_entry` is how many bytes were read since an entry ended."""

    def __init__(self, path: Path):
        self.file = path.open("rb")
        start = self.file.read(4096)
        bare = start.removeprefix(codecs.BOM_UTF8).lstrip()
        self.skipped_lines = start[: len(start) - len(bare)].count(b"\n")
        declared = re.match(rb"""<\?xml[^>]*encoding=["']([\w.-]+)""", bare)
        self.is_utf8 = declared is None or declared[1].lower() in (b"utf-8", b"utf8")
        self.waiting, self.rest = bare, ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.counts: Counter = Counter()
        self.of_entry = 0

    def read(self, size: int = -1) -> bytes:
        while True:
            data, self.waiting = self.waiting or self.file.read(max(size, 65_536)), b""
            self.of_entry += len(data)
            if self.of_entry > LARGEST_ENTRY:
                raise BadExport(
                    _("One entry takes more than %(most)d MB, which no post does. Export without it, or in parts.")
                    % {"most": LARGEST_ENTRY // 1024**2}
                )
            if not self.is_utf8 or (not data and not self.rest):
                return data
            if mended := self.mend(data):
                return mended

    def mend(self, data: bytes) -> bytes:
        words = self.rest + self.decoder.decode(data, final=not data)
        cut = words.rfind("&", -12) if data else -1  # a reference may go on in the next piece
        words, self.rest = (words, "") if cut < 0 else (words[:cut], words[cut:])
        words, found = FORBIDDEN.subn("", words)
        self.counts["forbidden"] += found
        if "&" in words:
            words = NAMED.sub(numbered, NUMBERED.sub(self.allowed, words))
        self.counts["unreadable"] += words.count("\ufffd")
        return words.encode("utf-8", "replace")

    def allowed(self, found: re.Match) -> str:
        """The reference, or nothing where XML knows no such character: one of them would break the whole file."""
        number = int(found[1]) if found[1] else int(found[2], 16)
        if number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000:
            return found[0]
        self.counts["forbidden"] += 1
        return ""

    def close(self) -> None:
        self.file.close()


def numbered(found: re.Match) -> str:
    """HTML's names for characters, which XML does not know and old versions wrote into titles, as numbers."""
    number = name2codepoint.get(found[1])
    return found[0] if number is None or found[1] in OF_XML else f"&#{number};"


class Export:
    """An export file. `items()` may be called again; `site` is complete once it has ended."""

    def __init__(self, path: Path | str):
        self.path = Path(path)
        self.site = Site()
        self.mended: Counter = Counter()

    def items(self) -> Iterator[Item]:
        """Every entry, in the file's order. Raises BadExport at the first place that cannot be read."""
        try:
            source = Mended(self.path)
        except OSError as error:
            raise BadExport(f"{self.path}: {error.strerror}") from error
        try:
            yield from self.entries(source)
        except ParseError as error:
            line, column = error.position
            reason = str(error).partition(":")[0]
            raise BadExport(
                _("Line %(line)s, place %(column)s: the file is broken there (%(reason)s). Export it again.")
                % {"line": line + source.skipped_lines, "column": column + 1, "reason": reason}
            ) from error
        except DefusedXmlException as error:
            raise BadExport(
                _("The file declares a document type or entities. WordPress does not write those: it is refused.")
            ) from error
        except (LookupError, ValueError) as error:
            raise BadExport(_("The file’s encoding cannot be read. Export it again, as UTF-8.")) from error
        finally:
            self.mended = source.counts
            source.close()

    def entries(self, source: Mended) -> Iterator[Item]:
        self.site, above = Site(), []
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                above.append(element)
                continue
            above.pop()
            if len(above) == 2:  # below the channel
                name = short(element.tag)
                if name == "item":
                    yield item_of(element)
                else:
                    self.learn(name, element)
                above[1].remove(element)
                source.of_entry = 0
        if self.site.version not in VERSIONS:
            raise BadExport(
                _("This is not a WordPress export (1.0, 1.1 or 1.2). In WordPress: Tools › Export › All content.")
            )

    def learn(self, name: str, element: Element) -> None:
        words = text_of(element)
        if name == "wp:wxr_version":
            self.site.version = words.strip()
        elif name == "title":
            self.site.title = words.strip()
        elif name == "description":
            self.site.about = words.strip()
        elif name in ("link", "wp:base_blog_url"):
            self.site.address = words.strip() or self.site.address
        elif name == "wp:author":
            parts = {short(part.tag): text_of(part).strip() for part in element}
            login = parts.get("wp:author_login", "")
            shown = parts.get("wp:author_display_name") or login
            self.site.authors[login] = shown.partition("@")[0]  # some sign with an e-mail address
        elif name in TERM_PARTS:
            self.learn_term(element, *TERM_PARTS[name])

    def learn_term(self, element: Element, domain: str, slug: str, title: str, about: str) -> None:
        parts = {short(part.tag): text_of(part).strip() for part in element}
        domain = parts.get("wp:term_taxonomy", "") if domain == "*" else domain
        if parts.get(slug):
            self.site.terms[domain, parts[slug]] = html.unescape(parts.get(title) or parts[slug])
            self.site.described_terms += bool(parts.get(about))
        if domain == "category" and parts.get(slug):
            self.site.numbers[parts.get("wp:term_id", "")] = parts[slug]
            self.site.parents[parts[slug]] = parts.get("wp:category_parent", "")


TERM_PARTS = {
    "wp:category": ("category", "wp:category_nicename", "wp:cat_name", "wp:category_description"),
    "wp:tag": ("post_tag", "wp:tag_slug", "wp:tag_name", "wp:tag_description"),
    "wp:term": ("*", "wp:term_slug", "wp:term_name", "wp:term_description"),
}
