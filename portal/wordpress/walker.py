"""One walk through an old post's tree: each element is written as ours, kept as its words, or left out and counted."""

import html
import re
from collections import Counter
from collections.abc import Callable

from portal.wordpress.blocks import kept_words
from portal.wordpress.surroundings import Surroundings
from portal.wordpress.tables import Table
from portal.wordpress.tree import UNENDED, Node
from portal.wordpress.unwanted import is_tracking, split, why_dropped, without_tracking
from portal.wordpress.writing import INLINE, Writer

BLOCK = re.compile(r"\s*wp:([a-z][a-z0-9/_-]*)\b(.*)", re.DOTALL)
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
QUIET_BLOCKS = ("more", "nextpage", "spacer", "separator", "paragraph")
EMBEDS = re.compile(r"^(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)|^player\.vimeo\.com/video/(\d+)")


class Walker:
    """Goes through the tree once and writes what stays."""

    def __init__(self, around: Surroundings, lost: Counter, classic: bool):
        self.around, self.lost, self.classic = around, lost, classic
        self.keys: list[str] = []
        self.figures: list[str] = []  # found inside a list, a table, a heading: they follow it
        self.deep = 0

    def walk(self, node: Node, out: Writer) -> None:
        for child in node.children:
            if child.name == "#text":
                out.words(child.text)
            elif child.name == "#comment":
                self.note_block(child.text)
            elif not self.drop(child):
                self.report_handlers(child)
                self.element(child, out)

    def drop(self, node: Node) -> bool:
        """Whether the element is left out with all it holds; then it is counted."""
        why = why_dropped(node)
        if why:
            self.lost[why, f"{node.name} without an end, and all after it" if UNENDED in node.attrs else node.name] += 1
        return bool(why)

    def element(self, node: Node, out: Writer) -> None:
        if node.name in INLINE:
            name = INLINE[node.name]
            self.span(node, out, name, f"<{name}>")
        elif write := WRITERS.get(node.name):
            write(self, node, out)
        elif node.name in TRANSPARENT:
            self.walk(node, out)
        else:  # a frame around blocks: only an end of paragraph on both sides
            out.flush()
            self.walk(node, out)
            out.flush()
        if not self.deep and self.figures:
            for figure in self.figures:
                out.block(figure)
            self.figures = []

    def span(self, node: Node, out: Writer, name: str, opening: str) -> None:
        if any(open_name == name for open_name, _opening in out.open):
            self.walk(node, out)
            return
        out.start(name, opening)
        self.walk(node, out)
        out.end()

    def sub(self, node: Node) -> Writer:
        """The inside of something that stands by itself, written apart."""
        out = Writer(breaks=False)
        self.deep += 1
        self.walk(node, out)
        self.deep -= 1
        return out

    def note_block(self, words: str) -> None:
        found = BLOCK.match(words)
        if found and words.rstrip().endswith("/") and found[1] not in QUIET_BLOCKS:
            reused = re.search(r'"ref":\s?(\d{1,18})', found[2]) if found[1] == "block" else None
            # It is made by the old site's program, or elsewhere: nothing of it stands in the text.
            self.lost["block", f"block {reused[1]}" if reused else found[1] + kept_words(found[2])] += 1

    def report_handlers(self, node: Node) -> None:
        for name in node.attrs:
            if name.startswith("on"):
                self.lost["script", name] += 1

    # One method for each kind of element.

    def paragraph(self, node: Node, out: Writer) -> None:
        out.flush()
        self.walk(node, out)
        out.flush()

    def line_break(self, node: Node, out: Writer) -> None:
        out.line.append("<br>")

    def link(self, node: Node, out: Writer) -> None:
        bare = not node.words() and node.find("img")  # only a way to the same picture, larger
        address = "" if bare else self.address_of(node.attrs.get("href", ""))
        if not address:
            self.walk(node, out)
            return
        self.span(node, out, "a", f'<a href="{html.escape(address)}">')

    def address_of(self, href: str) -> str:
        """Where a link leads from now on; "" where its words stay without a link."""
        href = href.strip()
        if not href or href.startswith("#"):
            if href:
                self.lost["link within the page", href[:60]] += 1
            return ""
        if re.match(r"[\s\x00-\x20]*(?:javascript|data|vbscript)\s*:", href, re.IGNORECASE):
            self.lost["script", "link"] += 1
            return ""
        bare = without_tracking(href)
        if bare != href:
            self.lost["tracker", "values in links"] += 1
        if is_tracking(bare):
            self.lost["tracker", "link"] += 1
            return ""
        return self.around.link(f"https:{bare}" if bare.startswith("//") else bare)

    def heading(self, node: Node, out: Writer) -> None:
        words = re.sub("</?(?:strong|figure|figcaption|blockquote)>", "", self.sub(node).in_line())
        if words:
            name = HEADINGS[node.name]
            out.block(f"<{name}>{words}</{name}>")

    def listing(self, node: Node, out: Writer) -> None:
        items = [f"<li>{item}</li>" for child in node.children if (item := self.item(child))]
        start = node.attrs.get("start", "")
        given = (
            f' start="{start}"' if node.name == "ol" and start.isascii() and start.isdigit() and len(start) < 6 else ""
        )
        if items:
            out.block(f"<{node.name}{given}>{''.join(items)}</{node.name}>")

    def item(self, node: Node) -> str:
        """What stands in a list, as an item; what is no item, loose words say, as one of its own."""
        if node.name != "li":
            return self.sub(Node("li", children=[node])).inside()
        if self.drop(node):
            return ""
        self.report_handlers(node)
        return self.sub(node).inside()

    def term(self, node: Node, out: Writer) -> None:
        if words := self.sub(node).in_line():
            out.block(f"<p><strong>{re.sub('</?strong>', '', words)}</strong></p>")

    def quotation(self, node: Node, out: Writer) -> None:
        inner = self.sub(node)
        inner.flush()
        if inner.blocks:
            out.block(f"<blockquote>{''.join(inner.blocks)}</blockquote>")

    def as_written(self, node: Node, out: Writer) -> None:
        words = "".join(part.text for part in node.walk() if part.name == "#text").strip("\n")
        lines = [html.escape(line, quote=False) for line in words.split("\n")]
        if words.strip():
            out.block(f"<p>{'<br>'.join(lines)}</p>")

    def rule(self, node: Node, out: Writer) -> None:
        out.block("<hr>")

    def table(self, node: Node, out: Writer) -> None:
        if self.deep > 2:  # a table in a table in a table is somebody's page layout
            self.lost["simplified", "tables inside tables"] += 1
            self.paragraph(node, out)
            return
        table = Table.of(node)
        self.paragraph(Node("div", children=table.astray), out)
        caption = next((part for part in node.children if part.name == "caption"), None)
        lines = [self.row(row) for row in table.rows]
        head = f"<caption>{words}</caption>" if caption and (words := self.sub(caption).in_line()) else ""
        if any(lines):
            out.block(f"<table>{head}<tbody>{''.join(filter(None, lines))}</tbody></table>")

    def row(self, row: Node) -> str:
        cells: list[str] = []
        for cell in [] if self.drop(row) else row.children:
            if cell.name not in ("td", "th"):
                continue
            if self.drop(cell):
                cells.append(f"<{cell.name}></{cell.name}>")  # the columns stay where they are
            else:
                self.report_handlers(cell)
                spans = "".join(
                    f' {name}="{value}"'
                    for name in ("colspan", "rowspan")
                    if (value := cell.attrs.get(name, "")).isascii() and value.isdigit() and 0 < len(value) < 3
                )
                cells.append(f"<{cell.name}{spans}>{self.sub(cell).inside()}</{cell.name}>")
        return f"<tr>{''.join(cells)}</tr>" if cells else ""

    def picture(self, node: Node, out: Writer, caption: str = "") -> None:
        lazy = next(
            (node.attrs[name] for name in ("data-src", "data-lazy-src", "data-original") if node.attrs.get(name)), ""
        )
        number = re.search(r"wp-image-(\d{1,18})", node.attrs.get("class", ""))
        found = self.around.picture(
            lazy or node.attrs.get("src", ""), int(number[1]) if number else 0, node.attrs.get("alt", "")
        )
        if found is None:
            if caption:  # its words are worth keeping
                self.place(f"<p>{caption}</p>", out)
            return
        key, alt = found
        self.keys.append(key)
        words = f"<figcaption>{caption}</figcaption>" if caption else ""
        self.place(f'<figure><img src="/admin/picture/{key}/" alt="{html.escape(alt)}">{words}</figure>', out)

    def place(self, block: str, out: Writer) -> None:
        if self.deep:
            self.figures.append(block)
        else:
            out.block(block)

    def figure(self, node: Node, out: Writer) -> None:
        images = [part for part in node.walk() if part.name == "img"]
        if len(images) != 1 or node.find("table", "figure"):
            self.paragraph(node, out)
            return
        words = node.find("figcaption")
        caption = self.sub(words).in_line() if words else node.attrs.get("data-text", "")
        if not caption and node.name == "wp-caption":
            caption = self.sub(without(node, images[0])).in_line()
        if why := why_dropped(images[0]):
            self.lost[why, "img"] += 1
        else:
            self.picture(images[0], out, re.sub("</?(?:blockquote|hr|figure)>", " ", caption).strip())

    def gallery(self, node: Node, out: Writer) -> None:
        for number in self.around.gallery(node.attrs.get("data-ids", "")):
            caption = html.escape(self.around.caption(number), quote=False)
            self.picture(Node("img", {"class": f"wp-image-{number}"}), out, caption)

    def embed(self, node: Node, out: Writer) -> None:
        """A video, post or sound from elsewhere: a plain link, so that nobody is watched for reading the page."""
        address = node.attrs.get("src") or node.attrs.get("data-src") or node.attrs.get("data") or node.words()
        source = node.find("source")
        address = (address or (source.attrs.get("src", "") if source else "")).strip()
        address = f"https:{address}" if address.startswith("//") else address
        parts = split(address)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            self.lost["embed", node.name] += 1
            return
        if is_tracking(address):
            self.lost["tracker", node.name] += 1
            return
        if known := EMBEDS.match(parts.hostname + parts.path):
            address = f"https://www.youtube.com/watch?v={known[1]}" if known[1] else f"https://vimeo.com/{known[2]}"
        shown = html.escape(without_tracking(address))
        out.block(f'<p><a href="{shown}">{shown}</a></p>')


def without(node: Node, image: Node) -> Node:
    """What a caption's shortcode holds beside its picture."""
    kept = [without(child, image) for child in node.children if child is not image]
    return Node(node.name if node.name != "wp-caption" else "span", {}, kept, node.text)


WRITERS: dict[str, Callable] = {
    "p": Walker.paragraph,
    "br": Walker.line_break,
    "a": Walker.link,
    **dict.fromkeys(HEADINGS, Walker.heading),
    "ul": Walker.listing,
    "ol": Walker.listing,
    "menu": Walker.listing,
    "dt": Walker.term,
    "summary": Walker.term,
    "blockquote": Walker.quotation,
    **dict.fromkeys(("pre", "xmp"), Walker.as_written),
    "hr": Walker.rule,
    "table": Walker.table,
    "img": Walker.picture,
    "figure": Walker.figure,
    "wp-caption": Walker.figure,
    "wp-gallery": Walker.gallery,
    **dict.fromkeys(("wp-embed", "wp-media", "iframe", "video", "audio", "embed", "object"), Walker.embed),
}
TRANSPARENT = frozenset(
    ("span", "font", "small", "big", "u", "s", "del", "ins", "strike", "mark", "code", "kbd", "samp", "var", "tt")
    + ("abbr", "acronym", "q", "time", "label", "bdi", "bdo", "ruby", "rt", "rp", "data", "output", "nobr", "wbr")
    + ("picture", "source")
)
