"""Footnotes of the block editor: the text has their numbers, and WordPress keeps their words beside it, as JSON."""

import html
import json
import re

from portal.wordpress.entries import Item

PLACE = re.compile(r"<!--\s{1,9}wp:footnotes\b[^<>]{0,500}/-->")


def with_footnotes(item: Item) -> str | None:
    """The post's body with its footnotes as a numbered list in their place, or at the end where they have none; None
    where what is kept of them cannot be read."""
    kept = item.meta.get("footnotes", "")
    if not kept:
        return item.body
    notes = words_of(kept)
    if notes is None:
        return None
    block = f"<ol>{''.join(notes)}</ol>" if notes else ""
    place = PLACE.search(item.body)
    start, end = place.span() if place else (len(item.body), len(item.body))
    return f"{item.body[:start]}\n\n{block}\n\n{item.body[end:]}"


def words_of(kept: str) -> list[str] | None:
    try:
        notes = json.loads(kept)
    except (ValueError, RecursionError):
        return None
    if not isinstance(notes, list) or not all(isinstance(note, dict) for note in notes):
        return None
    words = [note.get("content", "") for note in notes]
    if not all(isinstance(one, str) for one in words):
        return None
    # An empty one keeps its number: those after it would get another, and the text refers to them.
    return [f"<li>{closed(one) or html.escape('–')}</li>" for one in words]


def closed(words: str) -> str:
    """A note's HTML without what would end the list that it stands in."""
    return re.sub(r"</?(?:li|ol|ul)\b[^<>]{0,2000}>", " ", words).strip()
