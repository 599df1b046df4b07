"""From a Content to its plain text, block by block and sentence by sentence, with the way back to the HTML."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from articles.content import Content
from articles.quality.folding import MARK, Folded, fold

# Nothing here may look further than the next "<": each character is read once, however bad the HTML is.
TOKEN = re.compile(r"<!--|</?[a-zA-Z][^<>]*>|<![^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "time", "u", "var",
}  # fmt: skip
HIDDEN = {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "title"}
SHOWN_AS_OBJECT = {"img", *HIDDEN} - {"title"}
OBJECT = "\ufffc"  # stands in the plain text for a picture, or for something that must not be there
KINDS = {"h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
         "li": "item", "td": "cell", "th": "cell", "caption": "caption", "figcaption": "caption"}  # fmt: skip
LONGEST = 600  # a "sentence" past this is cut at a space, so that the rules stay linear
# U+2060 is the word joiner that the FAQ sets between a word and its source mark.
END = re.compile(r"""(?<![.!?…])[.!?…]++["'”’»)]*+(?=[\s\u2060]|\[|$)""")
TRAILING_MARKS = re.compile(rf"[\s\u2060]{{0,3}}(?:{MARK.pattern})")
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|dr|mr|mrs|ms|prof|st|al|approx|no|fig|etc|incl|u\.s|u\.k)|\b[A-Z])\.$", re.I
)


@dataclass(frozen=True)
class Tag:
    """A tag as it was written, and the place in the plain text of what follows it (of a picture: its OBJECT)."""

    name: str
    source: str
    place: int
    closes: bool


@dataclass(frozen=True)
class Block:
    kind: str
    tag: str
    start: int
    end: int


@dataclass
class Plain:
    """The plain text of a field. `origin[i]` is the stretch of the HTML that text[i] was written as."""

    text: str = ""
    origin: list[tuple[int, int]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)


@dataclass(frozen=True)
class Sentence:
    """One sentence of `field`; `start` is its place in the field's plain text."""

    field: str
    block: Block
    block_text: str
    start: int
    text: str

    @cached_property
    def folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def sourced(self) -> bool:
        return bool(MARK.search(self.text))


class Writer:
    """Builds a Plain: white space runs become one space, every block starts a new line."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.plain = Plain()
        self.begin("p")

    def begin(self, tag: str) -> None:
        self.close()
        self.tag, self.block_start = tag, len(self.letters)

    def close(self) -> None:
        if not hasattr(self, "tag"):
            return
        while len(self.letters) > self.block_start and self.letters[-1] == " ":
            self.letters.pop(), self.plain.origin.pop()
        if len(self.letters) > self.block_start:
            kind = KINDS.get(self.tag, "paragraph")
            self.plain.blocks.append(Block(kind, self.tag, self.block_start, len(self.letters)))

    @property
    def place(self) -> int:
        """Where the next letter goes: a block's first one is written behind a line's end."""
        return len(self.letters) + (1 if self.letters and len(self.letters) == self.block_start else 0)

    def write(self, letter: str, start: int, end: int) -> None:
        at_start = len(self.letters) == self.block_start
        if letter.isspace():
            if at_start or self.letters[-1] == " ":
                return
            letter = " "
        if at_start and self.letters:
            self.letters.append("\n")
            self.plain.origin.append((start, start))
            self.block_start += 1
        self.letters.append(letter)
        self.plain.origin.append((start, end))

    def finish(self) -> Plain:
        self.close()
        self.plain.text = "".join(self.letters)
        return self.plain


@lru_cache(maxsize=256)
def read(source: str) -> Plain:
    """The plain text of HTML: one line a block, entities resolved, scripts and the like as one OBJECT each."""
    writer, place = Writer(), 0
    while match := TOKEN.search(source, place):
        for offset in range(place, match.start()):
            writer.write(source[offset], offset, offset + 1)
        place = take_token(writer, source, match)
    for offset in range(place, len(source)):
        writer.write(source[offset], offset, offset + 1)
    return writer.finish()


def take_token(writer: Writer, source: str, match: re.Match) -> int:
    """Note one tag, comment or entity; return where reading goes on."""
    written, start, end = match[0], match.start(), match.end()
    if written.startswith("&"):
        for letter in html.unescape(written):
            writer.write(letter, start, end)
        return end
    if written == "<!--":
        found = source.find("-->", end)
        return len(source) if found < 0 else found + 3
    named = TAG.match(written)
    if not named:
        return end
    name = named[1].lower()
    if name not in INLINE and name not in {"img", "br", *HIDDEN}:
        writer.begin("p" if written.startswith("</") else name)
    writer.plain.tags.append(Tag(name, written, writer.place, written.startswith("</")))
    return take_special(writer, name, match)


def take_special(writer: Writer, name: str, match: re.Match) -> int:
    start, end = match.span()
    opens = not match[0].startswith("</")
    if name == "br":
        writer.write(" ", start, end)
    if opens and name in SHOWN_AS_OBJECT:
        writer.write(OBJECT, start, end)
    if opens and name in HIDDEN and not match[0].endswith("/>"):
        close = re.compile(f"</{name}", re.IGNORECASE).search(match.string, end)
        return close.start() if close else len(match.string)
    return end


def fields(content: Content) -> Iterator[tuple[str, str, bool]]:
    """Every text of `content` that readers see: its name, the text, and whether that is HTML."""
    yield "title", content.title, False
    yield "summary", content.summary, False
    for number, point in enumerate(content.key_points):
        yield f"key_points.{number}", point, False
    for number, figure in enumerate(content.figures):
        yield f"figures.{number}", figure.sentence, False
    yield "body", content.body, True
    for name, text in content.facts_in_order:
        yield f"facts.{name}", text, True
    for number, question in enumerate(content.questions):
        yield f"questions.{number}", question, False
    for image in content.images:
        yield f"images.{image.key}", image.alt, False


def plain_of(text: str, is_html: bool) -> Plain:
    if is_html:
        return read(text)
    blocks = [Block("heading" if "\n" not in text and len(text) < 80 else "paragraph", "p", 0, len(text))]
    return Plain(text, [(place, place + 1) for place in range(len(text))], blocks if text.strip() else [])


def sentences(content: Content) -> Iterator[Sentence]:
    """Every sentence that readers see, in the order of the form."""
    for name, text, is_html in fields(content):
        whole = plain_of(text, is_html)
        for block in whole.blocks:
            words = whole.text[block.start : block.end]
            for start, end in split(words):
                yield Sentence(name, block, words, block.start + start, words[start:end])


def split(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of one block. A source mark behind the full stop belongs to the sentence before it."""
    start = 0
    for match in END.finditer(text):
        end = match.end()
        if end <= start or ABBREVIATION.search(text, max(start, match.start() - 8), match.start() + 1):
            continue
        while marks := TRAILING_MARKS.match(text, end):
            end = marks.end()
        yield from cut(text, start, end)
        start = end
    yield from cut(text, start, len(text))


def cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        middle = space if space > 0 else start + LONGEST
        yield start, middle
        start = middle
    if text[start:end].strip():
        yield start, end
