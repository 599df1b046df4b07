"""Every picture has words for those who cannot see it, or says that it carries no information."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import OBJECT, Tag, fields, read

ALT = re.compile(r"""\balt(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?(?=[\s/>])""", re.IGNORECASE)
KEY = re.compile(r"/admin/picture/([a-z0-9][a-z0-9_-]*)/")
EMPTY_WORDS = re.compile(
    r"(?:an? |the )?(?:image|picture|photo|photograph|graphic|img|icon|logo|figure|chart)s?(?: \d+| of)?"
    r"|\S+\.(?:jpe?g|png|gif|webp|avif|svg)|(?:img|dsc)[_-]?\d+|untitled|placeholder",
    re.IGNORECASE,
)
FIX = gettext_noop(
    "Describe what the picture says to the reader. If it only decorates, mark it as decorative in the library."
)


def check(content: Content) -> list[Finding]:
    """Blocking: no alt at all, or an empty one for a picture that the library says carries information."""
    found = []
    for name, text, is_html in fields(content):
        tags = read(text).tags if is_html else []
        found += [finding for tag in tags if tag.name == "img" for finding in check_picture(content, name, tag)]
    return found


def check_picture(content: Content, field: str, tag: Tag) -> Iterator[Finding]:
    match = ALT.search(tag.source)
    words = " ".join(part for part in match.groups() if part).strip() if match else ""
    key = KEY.search(tag.source)
    told = {image.key: image.alt for image in content.images}
    if match is None or (not words and key and told.get(key[1])):
        message = _("This picture has no alternative text: people who do not see it miss what it says.")
        yield at(field, tag, "alt-text", True, message)
    elif EMPTY_WORDS.fullmatch(words):
        message = _("“%(words)s” does not say what the picture shows.") % {"words": words}
        yield at(field, tag, "alt-text-empty-words", False, message)


def at(field: str, tag: Tag, check: str, blocking: bool, message: str) -> Finding:
    return Finding(field, tag.place, tag.place + 1, check, blocking, message, FIX, OBJECT)
