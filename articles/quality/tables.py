"""Tables that can be read aloud: a caption, and a first row or column of header cells."""

from collections.abc import Iterator

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Plain, Tag, fields, read


def check(content: Content) -> list[Finding]:
    """Advice only."""
    return [finding for name, text, is_html in fields(content) if is_html for finding in check_field(name, read(text))]


def check_field(field: str, whole: Plain) -> Iterator[Finding]:
    for number, tag in enumerate(whole.tags):
        if tag.name == "table" and not tag.closes:
            yield from check_table(field, whole, number)


def check_table(field: str, whole: Plain, number: int) -> Iterator[Finding]:
    tags = whole.tags[number:]
    end = next((place for place, tag in enumerate(tags) if tag.name == "table" and tag.closes), len(tags))
    names = {tag.name for tag in tags[:end]}
    before = whole.tags[max(0, number - 2) : number]
    if "caption" not in names and not any("table-caption" in tag.source for tag in before):
        yield at(field, whole, tags[0], "caption", "This table has no caption that says what it shows.",
                 "Write one line above the table and choose the style “table caption”.")  # fmt: skip
    if "th" not in names:
        yield at(field, whole, tags[0], "header", "Read aloud, a table without header cells is a row of loose words.",
                 "Mark the first row, or the first column, as header cells.")  # fmt: skip


def at(field: str, whole: Plain, tag: Tag, problem: str, message: str, fix: str) -> Finding:
    block = next((block for block in whole.blocks if block.end > tag.place), None)
    start, end = (block.start, block.end) if block else (0, 0)
    return Finding(field, start, end, f"tables-{problem}", False, message, fix, whole.text[start:end])
