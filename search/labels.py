"""The order of the alphabet, as a list of subjects wants it: without accents, capitals and the database's own ideas."""

import unicodedata
from collections.abc import Iterable

from search.models import Entry, Label, Synonyms

LONGEST = 200


def labels_of(entry: Entry, keywords: Iterable[str]) -> list[Label]:
    """The lines, not saved, under which an article is listed; an answer has its place among the questions instead."""
    if entry.kind != Entry.Kind.ARTICLE:
        return []
    texts = list(dict.fromkeys(text[:LONGEST] for text in (entry.title, *keywords) if text))
    texts += meaning_the_same(texts)
    return [
        Label(entry=entry, language=entry.language, letter=letter_of(text), sort=sort_key(text), text=text)
        for text in texts
    ]


def meaning_the_same(texts: list[str]) -> list[str]:
    """What people may look for instead of one of these, as editors say (Synonyms); none of them again."""
    known = {sort_key(text) for text in texts}
    found: dict[bytes, str] = {}
    for words in Synonyms.objects.values_list("words", flat=True):
        phrases = {sort_key(phrase): phrase for phrase in phrases_of(words)}
        if known & phrases.keys():
            found |= {key: phrase for key, phrase in phrases.items() if key not in known and key not in found}
    return list(found.values())


def phrases_of(words: str) -> list[str]:
    return [phrase for part in words.split(",") if (phrase := part.strip())]


def list_anew(*changed: str) -> None:
    """Lists articles anew after an editor has changed which words mean the same: `changed` are the words as they were
    and as they are."""
    keys = {sort_key(phrase) for words in changed for phrase in phrases_of(words)}
    entries = Entry.objects.filter(labels__sort__in=keys).distinct()
    for entry in entries.only("pk", "kind", "language", "title", "keywords"):
        entry.labels.all().delete()
        Label.objects.bulk_create(labels_of(entry, entry.keywords.split(", ")))


def sort_key(text: str) -> bytes:
    """Bytes that sort as the alphabet does, in every database."""
    return fold(text).encode()


def letter_of(text: str) -> str:
    """The capital letter a text is found under; nothing where it begins with a number or a sign."""
    letter = fold(text)[:1].upper()
    return letter if letter.isalpha() else ""


def fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
