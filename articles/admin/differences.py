"""Two states of an article side by side, part by part, word by word: for staff to read. Pure but for names of rows."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from articles.admin.showing import as_text, in_words, label_of
from articles.content import Content, ImageCopy, SourceCopy
from articles.merging import PARTS, part_of, same
from articles.rendering import structure

TOKENS = re.compile(r"\S+|\s+")
MOST_TOKENS = 3000  # of one passage; comparing longer ones word by word takes seconds and helps nobody
SAME, GONE, NEW = "same", "gone", "new"
MARKS = {"h2": "## ", "h3": "### ", "h4": "#### ", "li": "• "}


@dataclass(frozen=True)
class Piece:
    """A run of text that is in both states ("same"), only in the older ("gone") or only in the newer ("new")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One part that differs."""

    part: str
    label: str
    pieces: tuple[Piece, ...]


def differences(old: Content, new: Content) -> list[Difference]:
    """The parts in which the two states differ, copies of sources and pictures included, in the form's order."""
    found = [
        Difference(part, label_of(part), pieces(shown(old, part), shown(new, part)))
        for part in PARTS
        if not same(part, part_of(old, part), part_of(new, part))
    ]
    copies = (("sources", _("Sources, as copied into the version")), ("images", _("Pictures")))
    for name, label in copies:
        if getattr(old, name) != getattr(new, name):
            one, other = (copies_in_words(getattr(content, name)) for content in (old, new))
            found.append(Difference(name, label, pieces(one, other)))
    return found


def shown(content: Content, part: str) -> str:
    """A part as text in which everything that a reader meets can be seen, marks of structure and links included."""
    if part == "body" or part.startswith("fact_"):
        return marked_text(part_of(content, part))
    return in_words(content, part)


def marked_text(html: str) -> str:
    soup = structure.parse(html)
    for link in soup.find_all("a", href=True):
        link.append(f" ({link['href']})")
    for image in soup.find_all("img"):
        image.replace_with(
            _("[picture %(address)s: %(words)s]") % {"address": image.get("src"), "words": image.get("alt")}
        )
    for name, sign in (("strong", "**"), ("em", "_"), ("sub", "~"), ("sup", "^")):
        for tag in soup.find_all(name):
            tag.insert(0, sign)
            tag.append(sign)
    for name, mark in MARKS.items():
        for tag in soup.find_all(name):
            tag.insert(0, mark)
    for quotation in soup.find_all("blockquote"):
        kind = " ".join(quotation.get("class") or [])
        quotation.insert(0, f"> {kind} ".replace("  ", " "))
    return as_text(str(soup))


def copies_in_words(copies: tuple[SourceCopy, ...] | tuple[ImageCopy, ...]) -> str:
    return "\n".join(
        "; ".join(f"{item.name} {value}" for item in fields(copy) if (value := getattr(copy, item.name)))
        for copy in copies
    )


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    return tuple(joined(by_line(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def by_line(old: list[str], new: list[str]) -> Iterator[Piece]:
    for action, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            yield Piece(SAME, "".join(old[a:b]))
        else:
            yield from by_word(TOKENS.findall("".join(old[a:b])), TOKENS.findall("".join(new[c:d])))


def by_word(old: list[str], new: list[str]) -> Iterator[Piece]:
    if len(old) + len(new) > MOST_TOKENS:
        yield from (Piece(GONE, "".join(old)), Piece(NEW, "".join(new)))
        return
    for action, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            yield Piece(SAME, "".join(old[a:b]))
        else:
            yield from (Piece(GONE, "".join(old[a:b])), Piece(NEW, "".join(new[c:d])))


def joined(found: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece, empty ones left out."""
    last: Piece | None = None
    for piece in found:
        if not piece.text:
            continue
        if last and last.kind == piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
