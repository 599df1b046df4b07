"""The order of the alphabet, as a list of subjects wants it: without accents, capitals and the database's own ideas."""

import unicodedata
from collections.abc import Iterable

from search.models import Entry, Label

LONGEST = 200


def labels_of(entry: Entry, keywords: Iterable[str]) -> list[Label]:
    """The lines, not saved, under which an article is listed; an answer has its place among the questions instead."""
    if entry.kind != Entry.Kind.ARTICLE:
        return []
    texts = dict.fromkeys(text[:LONGEST] for text in (entry.title, *keywords) if text)
    return [
        Label(entry=entry, language=entry.language, letter=letter_of(text), sort=sort_key(text), text=text)
        for text in texts
    ]


def sort_key(text: str) -> bytes:
    """Bytes that sort as the alphabet does, in every database."""
    return fold(text).encode()


def letter_of(text: str) -> str:
    """The capital letter a text is found under; nothing where it begins with a number or a sign."""
    letter = fold(text)[:1].upper()
    return letter if letter.isalpha() else ""


def fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
