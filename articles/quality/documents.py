"""Files as they are written elsewhere, made into a Content: plain text, Markdown or HTML, with the way back."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import plain_of

HTML = re.compile(
    r"<(?:!doctype html|/?(?:html|body|p|div|h[1-6]|ul|ol|li|table|tr|td|th|br|img|a|strong|em|b|i|span|blockquote"
    r"|figure|section|article|script|iframe|style|svg|form)(?=[\s/>]))",
    re.IGNORECASE,
)
HEADING = re.compile(r"\s{0,3}(#{1,6})\s+")
ITEM = re.compile(r"\s*(?:[-*+•·◦–]|\(?\d{1,3}[.)])\s+")
RULER = re.compile(r"\s*(?:[-*_=]\s*){3,}$|\s*\|?[\s:|-]+\|?\s*$")
PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\]\(([^()\s]{0,500})(?: [^()\n]{0,200})?\)")
LINK = re.compile(r"(?<!!)\[([^\[\]\n@]{1,300})\]\(([^()\s]{1,500})(?: [^()\n]{0,200})?\)")
SENTENCE_END = (".", "!", "?", "…", ":", ";", ",")


@dataclass(frozen=True)
class Document:
    """A file as a Content whose body is HTML; `origin[i]` is where in the file body[i] comes from."""

    content: Content
    origin: list[int]
    length: int

    def in_file(self, finding: Finding) -> tuple[int, int]:
        """The stretch of the file that `finding`, whose offsets count the body's plain text, is about."""
        places = plain_of(self.content.body, True).origin
        if finding.field != "body" or not places or finding.end <= finding.start:
            return 0, 0
        start, end = places[min(finding.start, len(places) - 1)][0], places[min(finding.end, len(places)) - 1][1]
        first, last = self.origin[min(start, len(self.origin) - 1)], self.origin[max(start, end - 1)]
        return first, min(self.length, max(last, first) + 1)


def read_document(text: str, kind: str = "guide") -> Document:
    """`text` as a Document: taken as HTML where it holds HTML tags, otherwise as text or Markdown."""
    if HTML.search(text):
        return Document(Content(title="", kind=kind, body=text), list(range(len(text) + 1)), len(text))
    writer = HtmlWriter()
    for tag, start, end in blocks(text):
        writer.markup(f"<{tag}>", start)
        inline(writer, text, start, end)
        writer.markup(f"</{tag}>", max(start, end - 1))
    return Document(Content(title="", kind=kind, body="".join(writer.html)), [*writer.origin, len(text)], len(text))


class HtmlWriter:
    def __init__(self) -> None:
        self.html: list[str] = []
        self.origin: list[int] = []

    def markup(self, written: str, place: int) -> None:
        self.html.append(written)
        self.origin += [place] * len(written)

    def words(self, text: str, start: int, end: int) -> None:
        for place in range(start, end):
            self.markup(html.escape(text[place], quote=False), place)


def inline(writer: HtmlWriter, text: str, start: int, end: int) -> None:
    """The words of one block, with Markdown's pictures and links as tags."""
    place = start
    found = sorted([*PICTURE.finditer(text, start, end), *LINK.finditer(text, start, end)], key=lambda m: m.start())
    for match in found:
        if match.start() < place:
            continue
        writer.words(text, place, match.start())
        address = html.escape(match[2])
        if match[0].startswith("!"):
            alt = f' alt="{html.escape(match[1])}"' if match[1].strip() else ""
            writer.markup(f'<img src="{address}"{alt}>', match.start())
        else:
            writer.markup(f'<a href="{address}">', match.start())
            writer.words(text, match.start(1), match.end(1))
            writer.markup("</a>", match.end() - 1)
        place = match.end()
    writer.words(text, place, end)


def blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Headings, list items, table cells and paragraphs: tag, start, end. The lines of a paragraph stay together."""
    open_from, open_to, tag = -1, -1, "p"
    for start, end in lines(text):
        words = text[start:end]
        heading, item = HEADING.match(words), ITEM.match(words)
        ends_here = not words.strip() or heading or item or RULER.match(words) or "|" in words
        if open_from >= 0 and (ends_here or stands_alone(text[open_from:open_to], words)):
            yield tag, open_from, open_to
            open_from = -1
        if heading:
            yield f"h{max(2, len(heading[1]))}", start + heading.end(), end
        elif item:
            open_from, open_to, tag = start + item.end(), end, "li"
        elif words.strip() and not RULER.match(words):
            if words.lstrip().startswith("|"):
                yield from cells(text, start, end)
            elif open_from < 0:
                open_from, open_to, tag = start + len(words) - len(words.lstrip(" >")), end, "p"
            else:
                open_to = end
    if open_from >= 0:
        yield tag, open_from, open_to


def lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
        start += len(line)


def stands_alone(before: str, after: str) -> bool:
    """A short line without an end, before one that starts like a sentence, is a heading without a mark."""
    last = before.rpartition("\n")[2].strip()
    return len(last) < 60 and not last.endswith(SENTENCE_END) and after.lstrip()[:1].isupper()


def cells(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    place = start
    for part in text[start:end].split("|"):
        if part.strip():
            yield "td", place, place + len(part)
        place += len(part) + 1
