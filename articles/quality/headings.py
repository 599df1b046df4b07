"""Headings that form a tidy contents list, also for those who listen to the page."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Block, Plain, fields, read

LONG = 80  # as the advice says
ADVICE = {
    "top": (
        gettext_noop("The page's title is its only top heading."),
        gettext_noop("Make this a heading of the second level."),
    ),
    "skip": (
        gettext_noop("A level is left out before this heading, so it looks like part of something that is not there."),
        gettext_noop("Use the next level down from the heading before it."),
    ),
    "long": (
        gettext_noop("This heading has more than 80 characters, too many for a contents list."),
        gettext_noop("Shorten it to its main words."),
    ),
    "twice": (
        gettext_noop("Two headings have the same words, so a contents list cannot tell them apart."),
        gettext_noop("Say what is different here."),
    ),
    "none": (
        gettext_noop("More than 400 words without a heading are hard to find one's way in."),
        gettext_noop("Put a heading over each part."),
    ),
}


def check(content: Content) -> list[Finding]:
    """Advice only."""
    return [finding for name, text, is_html in fields(content) if is_html for finding in check_field(name, read(text))]


def check_field(field: str, whole: Plain) -> Iterator[Finding]:
    before, seen = 1, set()
    headings = [block for block in whole.blocks if block.kind == "heading"]
    for block in headings:
        level, words = int(block.tag[1]), whole.text[block.start : block.end].strip().lower()
        if level == 1:
            yield found(field, whole, block, "top")
        elif level > before + 1:
            yield found(field, whole, block, "skip")
        if len(words) > LONG:
            yield found(field, whole, block, "long")
        if words in seen:
            yield found(field, whole, block, "twice")
        seen.add(words)
        before = max(level, 1)
    if field == "body" and not headings and len(whole.text.split()) > 400 and whole.blocks:
        yield found(field, whole, whole.blocks[0], "none")


def found(field: str, whole: Plain, block: Block, problem: str) -> Finding:
    message, fix = ADVICE[problem]
    quote = whole.text[block.start : block.end]
    return Finding(field, block.start, block.end, f"headings-{problem}", False, message, fix, quote)
