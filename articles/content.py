"""The content document: everything an article's page shows, frozen, to and from JSON, with its clinical digest.

A revision stores one `Content`. Copies of what it cites (`sources`, `images`, `links`) are taken when the
revision is saved, so the page, the sign-off and the digest all speak of the same words.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

SCHEMA = 1
FACT_FIELDS = (
    "how_it_works",
    "benefits",
    "risks",
    "alternatives",
    "doing_nothing",
    "unknowns",
    "licence_status",
)
LEVELS = ("strong", "moderate", "limited", "very_limited")


class BadContent(ValueError):
    """A document that cannot be read: wrong schema, unknown field, wrong type."""


@dataclass(frozen=True)
class Badge:
    """How sure the evidence is about one thing. `rates` says about what, in lower case."""

    rates: str
    level: str


@dataclass(frozen=True)
class SourceCopy:
    """A cited source as it stood when the revision was saved."""

    key: str
    title: str
    kind: str
    authors: str = ""
    journal: str = ""
    year: int | None = None
    details: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    people: int | None = None
    note: str = ""
    checked_on: str = ""


@dataclass(frozen=True)
class ImageCopy:
    """A shown picture: which bytes, which words. Renditions are found by `sha256`."""

    key: str
    sha256: str
    alt: str
    width: int
    height: int
    credit: str = ""
    focal_x: int = 50
    focal_y: int = 50


@dataclass(frozen=True)
class LinkCopy:
    """A link to one of our own articles: what was written, and which article it meant."""

    href: str
    article: int


@dataclass(frozen=True)
class DefinitionCopy:
    """A word of the glossary that the texts use, as it was explained when the revision was saved.

    `forms` are its other forms, `apart` the phrases in which it means something else.
    """

    slug: str
    name: str
    text: str
    forms: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def __post_init__(self):
        for name in ("forms", "apart"):  # JSON knows no tuples
            object.__setattr__(self, name, tuple(getattr(self, name)))


@dataclass(frozen=True)
class Figure:
    """One comparison, drawn as people: `count` of `of` had `happened` under `group`, `compared_count` under `compared`.

    The texts read on from each other: 64 of 100 people | had a response | with ketamine, against 28 of 100 | with a
    sedative. `time` says after how long, `source` is the key of the source.
    """

    happened: str
    group: str
    count: int
    compared: str
    compared_count: int
    of: int
    time: str
    source: str

    @property
    def sentence(self) -> str:
        """The same in words, as plain text with its source mark."""
        words = _(
            "%(when)s, %(count)d of %(of)d people %(happened)s %(group)s, against %(other)d of %(of)d %(compared)s"
        )
        told = words % {
            "when": self.time[:1].upper() + self.time[1:],
            "count": self.count,
            "of": self.of,
            "happened": self.happened,
            "group": self.group,
            "other": self.compared_count,
            "compared": self.compared,
        }
        return f"{told} [@{self.source}]." if self.source else f"{told}."


@dataclass(frozen=True)
class Content:
    """One state of an article. HTML fields hold sanitised HTML; all other text is plain."""

    title: str
    language: str = "en-us"
    kind: str = "guide"
    summary: str = ""
    key_points: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    body: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    badges: tuple[Badge, ...] = ()
    keywords: tuple[str, ...] = ()
    topics: tuple[int, ...] = ()
    author: int | None = None
    image: str = ""
    related: tuple[int, ...] = ()
    evidence_checked_on: str = ""
    next_review_on: str = ""
    change_note: str = ""
    sources: tuple[SourceCopy, ...] = ()
    images: tuple[ImageCopy, ...] = ()
    links: tuple[LinkCopy, ...] = ()
    definitions: tuple[DefinitionCopy, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The document as plain JSON values, with its schema version."""
        return {"schema": SCHEMA} | json.loads(json.dumps(dataclasses.asdict(self)))

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Content":
        """The inverse of `to_json`. Raises BadContent for anything this version cannot read faithfully."""
        values = dict(document)
        if values.pop("schema", None) != SCHEMA:
            raise BadContent(f"Unknown schema {document.get('schema')!r}.")
        unknown = values.keys() - {item.name for item in dataclasses.fields(cls)}
        if unknown:
            raise BadContent(f"Unknown fields: {', '.join(sorted(unknown))}.")
        try:
            for name, kind in NESTED.items():
                values[name] = tuple(kind(**item) for item in values.get(name, ()))
            for name in LISTS:
                values[name] = tuple(values.get(name, ()))
            return cls(**values)
        except TypeError as error:
            raise BadContent(str(error)) from error

    def clinical_digest(self) -> str:
        """A name for the clinical words: equal digests mean that a clinician would read the same page.

        The canonical form is JSON with sorted keys of every clinical field. The prefix is the version of that
        form. Fields that came later stand in it only where they say something, so a document without them has
        the same digest for ever, and no upgrade takes a signature away.
        """
        document = self.to_json()
        later = [name for name in CLINICAL_V2 if document[name]]
        clinical = {name: document[name] for name in (*CLINICAL_V1, *later)}
        text = json.dumps(clinical, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return ("v2:" if later else "v1:") + hashlib.sha256(text.encode()).hexdigest()

    @property
    def facts_in_order(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.facts[name]) for name in FACT_FIELDS if self.facts.get(name))

    @property
    def review_date(self) -> date | None:
        return date.fromisoformat(self.next_review_on) if self.next_review_on else None


NESTED = {
    "badges": Badge,
    "figures": Figure,
    "sources": SourceCopy,
    "images": ImageCopy,
    "links": LinkCopy,
    "definitions": DefinitionCopy,
}
LISTS = ("key_points", "questions", "keywords", "topics", "related")
# What a reader could act on. Left out: topics, keywords, related pages, author, dates, the note on what changed.
CLINICAL_V1 = (
    "title",
    "language",
    "kind",
    "summary",
    "key_points",
    "body",
    "facts",
    "badges",
    "image",
    "sources",
    "images",
    "links",
)
CLINICAL_V2 = ("definitions", "figures", "questions")
CLINICAL = CLINICAL_V1 + CLINICAL_V2
