"""Tables that can be read aloud: a caption, and a first row or column of header cells."""

from bisect import bisect_right
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Plain, fields, read


def check(content: Content) -> list[Finding]:
    """Advice only."""
    return [finding for name, text, is_html in fields(content) if is_html for finding in check_field(name, read(text))]


def check_field(field: str, whole: Plain) -> Iterator[Finding]:
    """From one walk backwards: where the next caption, header cell and end of a table stand, seen from each table."""
    following, found = {"caption": -1, "th": -1, "end": -1}, []
    for number in range(len(whole.tags) - 1, -1, -1):
        tag = whole.tags[number]
        if tag.name == "table" and not tag.closes:
            found.append((number, dict(following)))
        elif tag.name == "table":
            following["end"] = number
        elif tag.name in following:
            following[tag.name] = number
    ends = [block.end for block in whole.blocks]
    for number, inside in reversed(found):
        yield from check_table(field, whole, number, inside, ends)


def check_table(field: str, whole: Plain, number: int, following: dict[str, int], ends: list[int]) -> Iterator[Finding]:
    end = following["end"] if following["end"] >= 0 else len(whole.tags)
    has = {name: 0 <= following[name] < end for name in ("caption", "th")}
    before = whole.tags[max(0, number - 2) : number]
    if not has["caption"] and not any("table-caption" in tag.source for tag in before):
        yield at(field, whole, number, ends, "caption", _("This table has no caption that says what it shows."),
                 _("Write one line above the table and choose the style “table caption”."))  # fmt: skip
    if not has["th"]:
        message = _("Read aloud, a table without header cells is a row of loose words.")
        yield at(field, whole, number, ends, "header", message,
                 _("Mark the first row, or the first column, as header cells."))  # fmt: skip


def at(field: str, whole: Plain, number: int, ends: list[int], problem: str, message: str, fix: str) -> Finding:
    place = bisect_right(ends, whole.tags[number].place)  # the first block that ends behind the tag
    start, end = (whole.blocks[place].start, whole.blocks[place].end) if place < len(ends) else (0, 0)
    return Finding(field, start, end, f"tables-{problem}", False, message, fix, whole.text[start:end])
