"""Two people changed the same article: what fits together is put together, the rest is named and never guessed.

Pure: no database, no request. A part is a field of Content that a person writes; each treatment fact is one of its own.
"""

import dataclasses
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from articles.content import FACT_FIELDS, Content
from articles.rendering import structure

COPIES = ("sources", "images", "links", "definitions")  # taken anew from the texts whenever a revision is saved
PLAIN_PARTS = tuple(
    item.name for item in dataclasses.fields(Content) if item.name not in (*COPIES, "facts", "language")
)
FACT_PARTS = tuple(f"fact_{name}" for name in FACT_FIELDS)
PARTS = PLAIN_PARTS + FACT_PARTS
AROUND_BLOCKS = re.compile(
    r"(?<!\s)\s*+(</?(?:p|ul|ol|li|h\d|table|thead|tbody|tr|td|th|blockquote|figure|hr)\b[^>]*>)\s*"
)


@dataclass(frozen=True)
class Merged:
    """The merged state, the parts that came from the other person, and those that both have changed."""

    content: Content
    taken: tuple[str, ...]
    clashes: tuple[str, ...]


def merge(base: Content | None, mine: Content, theirs: Content, *, yielding: Collection[str] = ()) -> Merged:
    """`mine`, with what only `theirs` changes since `base`. Where both differ, mine stays and the part is a clash.

    Parts named in `yielding` take theirs. Without a `base` every part in which the two differ is a clash.
    """
    values, taken, clashes = {}, [], []
    for part in PARTS:
        ours, other = part_of(mine, part), part_of(theirs, part)
        values[part] = ours
        if same(part, ours, other):
            continue
        if part in yielding or untouched(part, base, ours):
            values[part] = other
            taken.append(part)
        elif base is None or not same(part, part_of(base, part), other):
            clashes.append(part)
    return Merged(put_together(mine, values), tuple(taken), tuple(clashes))


def untouched(part: str, base: Content | None, ours: Any) -> bool:
    # The form starts with an empty note once the last one is public: empty says nothing, not "take it away".
    return (part == "change_note" and not ours) or (base is not None and same(part, part_of(base, part), ours))


def part_of(content: Content, part: str) -> Any:
    if part.startswith("fact_"):
        return content.facts.get(part.removeprefix("fact_"), "")
    return getattr(content, part)


def put_together(content: Content, values: dict[str, Any]) -> Content:
    facts = {name: html for name in FACT_FIELDS if (html := values[f"fact_{name}"])}
    return dataclasses.replace(content, facts=facts, **{part: values[part] for part in PLAIN_PARTS})


def same(part: str, one: Any, other: Any) -> bool:
    if part == "body" or part.startswith("fact_"):
        return one == other or shape(one) == shape(other)
    return one == other


def shape(html: str) -> str:
    """The HTML without what the editing area adds by itself: paragraphs in list items and cells, line ends."""
    soup = structure.parse(html)
    for holder in soup.find_all(["li", "td", "th"]):
        structure.unwrap_only_paragraph(holder)
    return AROUND_BLOCKS.sub(r"\1", str(soup))
