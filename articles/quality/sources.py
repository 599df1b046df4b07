"""What the text rests on: every number has a source, every mark has an entry, no source is stale or retracted."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.content import Content, SourceCopy
from articles.quality.findings import Finding
from articles.quality.passages import Sentence, fields, plain_of, sentences

KEYS = re.compile(r"\[@([\w-]+(?:\s*[;,]\s*@[\w-]+){0,20})\]")
RETRACTED = re.compile(r"\b(?:retract(?:ed|ion)|withdrawn (?:paper|article)|expression of concern)\b", re.IGNORECASE)
STALE_DAYS = 730
NUMBER = re.compile(
    r"\b\d[\d.,]*(?: ?(?:-|–|to) ?\d[\d.,]*)? ?(?:%|per ?cent\b|(?:in|out of|of) (?:every )?(?:\d+|ten|a hundred)\b"
    r"|(?:people|adults|patients|veterans|participants|trials|studies|points?)\b)"
)
ADVICE = gettext_noop("This number has no source mark in its sentence, so readers cannot check it.")


def check(content: Content, today: date | None = None) -> list[Finding]:
    """Blocking: a mark without an entry, a retracted source. Advice: a number without a mark, a source long unchecked.

    `today` is only for tests. Marks are compared with entries once the document holds copies of its sources.
    """
    found = [unmarked(sentence, match) for sentence, match in numbers(content)]
    if not content.sources:
        return found
    known = {source.key: source for source in content.sources}
    for name, start, end, key in marks(content):
        source = known.get(key)
        problem = problem_of(source, today or date.today()) if source else UNKNOWN
        if problem:
            check_name, blocking, message, fix = problem
            quote = f"@{key}"
            found.append(Finding(name, start, end, check_name, blocking, message, fix, quote))
    return found


UNKNOWN = ("sources-unknown", True, gettext_noop("No source has this key."),
           gettext_noop("Add the source, or correct the mark."))  # fmt: skip


def problem_of(source: SourceCopy, today: date) -> tuple[str, bool, str, str] | None:
    if RETRACTED.search(f"{source.title} {source.note}"):
        message = _("This source has been retracted or is under a warning from its journal.")
        return "sources-retracted", True, message, _("Take out what rests on it alone, and say so in a correction.")
    if source.checked_on and (today - date.fromisoformat(source.checked_on)).days > STALE_DAYS:
        message = _("Nobody has looked at this source since %(day)s.") % {"day": source.checked_on}
        return "sources-stale", False, message, _("Open it, see whether it still says this, and date the entry.")
    return None


def marks(content: Content) -> Iterator[tuple[str, int, int, str]]:
    """Every key in every mark: field, start, end, key."""
    for name, text, is_html in fields(content):
        plain = plain_of(text, is_html).text
        for mark in KEYS.finditer(plain):
            for key in re.finditer(r"[\w-]+", mark[1]):
                yield name, mark.start(1) + key.start(), mark.start(1) + key.end(), key[0]


def numbers(content: Content) -> Iterator[tuple[Sentence, re.Match]]:
    for sentence in sentences(content):
        if not sentence.sourced and sentence.field != "title" and (match := NUMBER.search(sentence.text)):
            yield sentence, match


def unmarked(sentence: Sentence, match: re.Match) -> Finding:
    place = sentence.start + match.start()
    fix = _("Put [@key] behind the sentence, or leave the number out.")
    return Finding(sentence.field, place, place + len(match[0]), "sources-number", False, ADVICE, fix, match[0])
