"""Putting things into the index and taking them out. Called by those who publish, in their transaction."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction

from search.labels import labels_of
from search.models import Entry, Label, Word
from search.words import LONGEST_WORD, stems_of, words_of

SHORTEST_WORD = 3  # shorter ones need no completing
MOST_BODY = 200_000  # characters of a text that are indexed


@dataclass(frozen=True)
class Document:
    """What is public of one thing, as plain text. `ref` is its name here, `topics` are slugs."""

    ref: str
    kind: str
    language: str
    url: str
    title: str
    keywords: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    topics: tuple[str, ...] = field(default_factory=tuple)
    review_by: date | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Provider:
    documents: Callable[[], Iterable[Document]]
    number: Callable[[], int]


_providers: dict[str, Provider] = {}


def provide(kind: str, documents: Callable[[], Iterable[Document]], number: Callable[[], int]) -> None:
    """Registers who knows every document of a kind, and how many there are, for rebuild()."""
    _providers[kind] = Provider(documents, number)


def put(document: Document) -> Entry:
    """Makes the document findable, or found by its new words, when the surrounding transaction commits."""
    values = asdict(document) | {
        "title": document.title[:200],
        "keywords": ", ".join(document.keywords),
        "body": document.body[:MOST_BODY],
        "topics": list(document.topics),
    }
    for name in ("title", "keywords", "summary", "body"):
        # A title may consist of nothing else: "Who should not have it?"
        values[f"stems_{name}"] = " ".join(stems_of(values[name], document.language, with_stop_words=name == "title"))
    with transaction.atomic():
        entry, _created = Entry.objects.update_or_create(ref=values.pop("ref"), defaults=values)
        entry.words.all().delete()
        found = dict.fromkeys(words_of(" ".join((entry.title, entry.keywords, entry.summary)), entry.language))
        Word.objects.bulk_create(
            Word(entry=entry, language=entry.language, word=word[:LONGEST_WORD])
            for word in found
            if len(word) >= SHORTEST_WORD and not word.isdigit()
        )
        entry.labels.all().delete()
        Label.objects.bulk_create(labels_of(entry, document.keywords))
    return entry


def set_end(ref: str, ends_at: datetime | None) -> None:
    """Says from which moment on it is found no more, None for never."""
    Entry.objects.filter(ref=ref).update(ends_at=ends_at)


def remove(ref: str) -> None:
    """Makes it findable no more."""
    Entry.objects.filter(ref=ref).delete()


def missing() -> int:
    """How many public documents have no entry yet, by counting both: 0 when everything can be found."""
    return max(0, sum(provider.number() for provider in _providers.values()) - Entry.objects.count())


def rebuild(progress: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Indexes everything that is public anew and drops what is not; returns how many entries there are.

    Readers can search meanwhile: each entry is replaced in a transaction of its own. Broken off, everything can be
    found, some of it by its former words; the next run does all of it again.
    """
    kept = []
    of = sum(provider.number() for provider in _providers.values())
    for provider in _providers.values():
        for document in provider.documents():
            put(document)
            kept.append(document.ref)
            progress(len(kept), max(of, len(kept)))
    stale = set(Entry.objects.values_list("ref", flat=True)) - set(kept)
    for ref in stale:
        remove(ref)
    return len(kept)
