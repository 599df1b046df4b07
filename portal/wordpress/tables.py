"""The parts of an old table: its rows, and what stands between them though nothing may."""

from dataclasses import dataclass, field

from portal.wordpress.tree import Node

PARTS = ("thead", "tbody", "tfoot")
CELLS = ("td", "th")


@dataclass
class Table:
    """`astray`: words and other things outside of any cell. Browsers show them above the table."""

    rows: list[Node] = field(default_factory=list)
    astray: list[Node] = field(default_factory=list)

    @classmethod
    def of(cls, node: Node) -> "Table":
        found = cls()
        found.sort(node)
        return found

    def sort(self, node: Node) -> None:
        for child in node.children:
            if child.name == "tr":
                self.rows.append(child)
                for part in child.children:
                    if part.name not in CELLS:
                        self.astray += [part, Node("#text", text=" ")]
            elif child.name in PARTS or (child.name != "table" and child.find("tr")):
                self.sort(child)
            elif child.name not in ("caption", "colgroup", "col"):
                self.astray += [child, Node("#text", text=" ")]
