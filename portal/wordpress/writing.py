"""Writes blocks of the article's HTML: paragraphs from loose words, tags always closed, nothing empty."""

import html
import re

INLINE = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "cite": "em",
    "dfn": "em",
    "sub": "sub",
    "sup": "sup",
}
SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
BLANK_LINE = re.compile(r"\n[ \t\r]*\n[\s]*")
BARE_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,2000}")
EDGES = ("<br>", " ")


class Writer:
    """Collects blocks. `breaks`: a line end in the source is one on the page, as in WordPress's classic editor."""

    def __init__(self, breaks: bool):
        self.breaks = breaks
        self.blocks: list[str] = []
        self.line: list[str] = []  # of the paragraph being written
        self.open: list[tuple[str, str]] = []  # inline elements that are open: name, opening tag

    def words(self, text: str) -> None:
        """Words as they come: an empty line ends the paragraph."""
        pieces = BLANK_LINE.split(text)
        for index, piece in enumerate(pieces):
            if index:
                self.flush()
            self.add_words(piece)

    def add_words(self, piece: str) -> None:
        for index, line in enumerate(piece.split("\n") if self.breaks else [piece]):
            if index:
                self.line.append("<br>")
            words = SPACES.sub(" ", line)
            if words:
                self.line.append(html.escape(words, quote=False))

    def start(self, name: str, opening: str) -> None:
        self.open.append((name, opening))
        self.line.append(opening)

    def end(self) -> None:
        name, opening = self.open.pop()
        if self.line and self.line[-1] == opening:
            self.line.pop()  # with nothing in it
        else:
            self.line.append(f"</{name}>")

    def flush(self) -> None:
        """Ends the paragraph. What is still open is closed in it and opened again in the next."""
        for name, _opening in reversed(self.open):
            self.line.append(f"</{name}>")
        paragraph = tidy(self.line)
        if re.sub("<[^>]*>", "", paragraph).strip():
            self.blocks.append(f"<p>{linked(paragraph)}</p>")
        self.line = [opening for _name, opening in self.open]

    def block(self, block: str) -> None:
        self.flush()
        self.blocks.append(block)

    def inside(self) -> str:
        """All of it, for the inside of a list item, a cell or a heading: one paragraph stands there bare."""
        self.flush()
        if len(self.blocks) == 1 and self.blocks[0].startswith("<p>"):
            return self.blocks[0][3:-4]
        return "".join(self.blocks)

    def in_line(self) -> str:
        """All of it as one line, for a heading or a caption."""
        lines = [re.sub("<br>|</?(?:p|li|ul|ol|h[2-4]|td|th|tr|table|tbody)>", " ", block) for block in [self.inside()]]
        return SPACES.sub(" ", " ".join(lines)).strip()


def tidy(line: list[str]) -> str:
    """Without line ends and blanks at both edges, and with at most one blank between two words."""
    start, end = 0, len(line)
    while start < end and line[start] in EDGES:
        start += 1
    while end > start and line[end - 1] in EDGES:
        end -= 1
    return SPACES.sub(" ", "".join(line[start:end])).replace("<br> ", "<br>").replace(" <br>", "<br>").strip()


def linked(paragraph: str) -> str:
    """A paragraph that is an address and nothing else was a video or post shown in the page: now it is a link."""
    words = paragraph.strip()
    if BARE_ADDRESS.fullmatch(words):
        return f'<a href="{words}">{words}</a>'
    return paragraph
