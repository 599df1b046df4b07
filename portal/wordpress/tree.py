"""Old HTML as a small tree, whatever state it is in. Each character is looked at a fixed number of times.

Python's own parser takes minutes for a page of unfinished tags, and a sanitiser's tree minutes for tags nested ten
thousand deep; in fifteen years of a blog either may turn up. Nothing here raises.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DEEPEST = 48  # elements inside elements; what is nested deeper stands beside instead of inside
MOST_ODD_TAGS = 50  # tags with a quote that never closes, after which quotes are not believed any more
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
RAW = frozenset(("script", "style", "textarea", "iframe", "noscript", "title", "xmp"))
UNENDED = "#without end"  # an attribute that no page can have
# An opening tag of the first kind ends an open one of the second, up to the nearest of the third.
ENDS = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "td": ({"td", "th"}, {"table", "tr"}),
    "th": ({"td", "th"}, {"table", "tr"}),
    "p": ({"p"}, {"li", "td", "th", "blockquote", "figure", "div", "section"}),
}
TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
PLAIN_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
ATTRIBUTE = re.compile(r"""([^\s=>"'/]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++)))?""")


@dataclass
class Node:
    """An element, or (with the name "#text" or "#comment") its words."""

    name: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def walk(self) -> Iterator["Node"]:
        """Everything below, in the order of the page."""
        for child in self.children:
            yield child
            yield from child.walk()

    def words(self) -> str:
        return " ".join("".join(node.text for node in self.walk() if node.name == "#text").split())

    def find(self, *names: str) -> "Node | None":
        return next((node for node in self.walk() if node.name in names), None)

    def of_class(self) -> str:
        return f"{self.attrs.get('class', '')} {self.attrs.get('id', '')}".lower()


class Builder:
    def __init__(self):
        self.unended: set[str] = set()  # names of which no end follows any more
        self.root = Node("#root")
        self.open = [self.root]

    def add(self, node: Node) -> None:
        self.open[-1].children.append(node)

    def start(self, name: str, attrs: dict[str, str]) -> None:
        closed, within = ENDS.get(name, ((), ()))
        if closed:
            self.end_open(closed, within)
        node = Node(name, attrs)
        self.add(node)
        if name not in VOID and len(self.open) <= DEEPEST:
            self.open.append(node)

    def end_open(self, closed, within) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].name in within:
                return
            if self.open[place].name in closed:
                del self.open[place:]
                if "tr" not in closed:
                    return

    def end(self, name: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].name == name:
                del self.open[place:]
                return


def parse(source: str) -> Node:
    """The tree of `source`. Text is unescaped; comments are kept, because WordPress writes its blocks in them."""
    builder, place, odd = Builder(), 0, 0
    lower = source.lower() if source.isascii() else re.sub("[A-Z]", lambda one: one[0].lower(), source)
    # After these nothing can end, so nothing needs to be looked for.
    last, last_comment = source.rfind(">"), source.rfind("-->")
    while place < len(source):
        mark = source.find("<", place)
        if mark < 0 or mark > last:
            break
        text(builder, source[place:mark])
        if source.startswith(("<!", "<?"), mark):
            place = comment(builder, source, mark, last_comment)
            continue
        match = (TAG if odd < MOST_ODD_TAGS else PLAIN_TAG).match(source, mark)
        if match is None:
            odd += 1
            match = PLAIN_TAG.match(source, mark)
        if match is None:
            text(builder, "<")
            place = mark + 1
            continue
        place = tag(builder, match, source, lower)
    text(builder, source[place:])
    return builder.root


def text(builder: Builder, words: str) -> None:
    if words:
        builder.add(Node("#text", text=html.unescape(words)))


def comment(builder: Builder, source: str, mark: int, last: int) -> int:
    """Past the comment, declaration or processing instruction at `mark`. One that never ends is only its mark."""
    opening, closing = ("<!--", "-->") if source.startswith("<!--", mark) else (source[mark : mark + 2], ">")
    end = source.find(closing, mark + len(opening)) if opening != "<!--" or mark + 4 <= last else -1
    if end < 0:
        closing, end = ">", source.find(">", mark)  # as browsers do: up to the next mark that could end it
    if opening == "<!--":
        builder.add(Node("#comment", text=source[mark + 4 : end]))
    return end + len(closing)


def without_end(node: Node, lower: str, place: int) -> int:
    """Where to go on after an element that should have hidden what it holds and never ends. What follows is a blog's
    words as a rule; after a script or a style it may be anything, and goes."""
    if node.name not in ("script", "style") or not lower[place:].strip():
        return place
    node.attrs[UNENDED] = ""
    return len(lower)


def tag(builder: Builder, match: re.Match, source: str, lower: str) -> int:
    closing, name = bool(match[1]), match[2].lower()
    if closing:
        builder.end(name)
        return match.end()
    attrs: dict[str, str] = {}
    for found in ATTRIBUTE.finditer(match[3]):
        attrs.setdefault(found[1].lower(), html.unescape(found[2] or found[3] or found[4] or ""))
    if name not in RAW:
        builder.start(name, attrs)
        return match.end()
    end = -1 if name in builder.unended else lower.find(f"</{name}", match.end())
    node = Node(name, attrs)
    builder.add(node)
    if end < 0:
        builder.unended.add(name)
        return without_end(node, lower, match.end())
    if name == "xmp":  # words shown as they are written
        node.children.append(Node("#text", text=source[match.end() : end]))
    after = lower.find(">", end)
    return after + 1 if after >= 0 else len(lower)
