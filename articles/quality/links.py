"""Links whose words say where they lead. Whether the other end answers is the worker's business."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Plain, Tag, fields, read

HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
EMPTY_WORDS = {
    "here", "click here", "click", "link", "this link", "this", "more", "read more", "read on", "see here", "go",
    "this page", "website", "page", "details", "learn more", "find out more", "see more",
}  # fmt: skip
FIX = gettext_noop("Let the words of the link name what is behind it: “what the evidence says”, not “click here”.")


def check(content: Content) -> list[Finding]:
    """Advice only."""
    return [finding for name, text, is_html in fields(content) if is_html for finding in check_field(name, read(text))]


def check_field(field: str, whole: Plain) -> Iterator[Finding]:
    for tag, close in links_of(whole):
        start = min(tag.place, len(whole.text))
        end = max(start, min(close.place, len(whole.text))) if close else start
        words = whole.text[start:end].strip()
        for check, message in problems(tag, words):
            yield Finding(field, start, end, check, False, message, FIX, whole.text[start:end])


def links_of(whole: Plain) -> Iterator[tuple[Tag, Tag | None]]:
    """Every link with the tag that closes it, from one walk: thousands of links that nobody closed take no longer."""
    closing, found = None, []
    for tag in reversed(whole.tags):
        if tag.name == "a" and tag.closes:
            closing = tag
        elif tag.name == "a":
            found.append((tag, closing))
    yield from reversed(found)


def problems(tag: Tag, words: str) -> Iterator[tuple[str, str]]:
    match = HREF.search(tag.source)
    address = next((part for part in match.groups() if part), "").strip() if match else ""
    if not words:
        yield "links-words", _("This link has no words, so nobody can follow it.")
    elif words.lower().strip(" .!:»→>") in EMPTY_WORDS:
        yield (
            "links-words",
            _("“%(words)s” does not say where the link leads. Screen readers list links without the text around.")
            % {"words": words},
        )
    elif words.startswith(("http://", "https://", "www.")):
        yield "links-words", _("An address is hard to listen to.")
    if match and not address:
        yield "links-address", _("This link leads nowhere.")
    if address.startswith("http://"):
        yield "links-address", _("This address is not encrypted (http://): others could see what the reader looks at.")
