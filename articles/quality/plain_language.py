"""Plain words: reading grade by section, the hardest sentences, words with a shorter brother. Advice only.

What the page explains is not held against a sentence: words of the glossary do not make it longer, and count as short.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Sentence, sentences
from articles.rendering.definitions import pattern_of

WORD = re.compile(r"[^\W\d_][\w'’-]*")
VOWELS = re.compile(r"[aeiouy]+")
GRADE = 9.0  # years of school; patients' leaflets aim at eight or less
LONG_SENTENCE = 25  # words
HARDEST = 10
SHORT = 6  # words; the grade of fewer says little
HARD_GRADE = 16.0


@lru_cache(maxsize=1)
def plain_words() -> tuple[dict[str, str], frozenset[str]]:
    """Words with a plainer one, and words that do not count against a text because pages explain them."""
    path = Path(__file__).parent / "rules" / "plain_words.toml"
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    return file["instead"], frozenset(file["explained"])


def check(content: Content) -> list[Finding]:
    """Findings named plain-grade, plain-sentence and plain-word; none of them keeps a page from publication."""
    everything = [sentence for sentence in sentences(content) if not sentence.field.startswith("images.")]
    explained = explained_by(content)
    return [*grades(everything, explained), *hard_sentences(everything, explained), *long_words(everything)]


@dataclass(frozen=True)
class Explained:
    """What does not count against a text: words that count as `short`, and the page's own `glossary` (any length)."""

    short: frozenset[str]
    glossary: re.Pattern


def explained_by(content: Content) -> Explained:
    """The words that our pages explain, and those of the glossary that this page shows."""
    phrases = {" ".join(form.lower().split()) for one in content.definitions for form in (one.name, *one.forms)}
    words = [word for phrase in phrases for word in WORD.findall(phrase)]
    return Explained(plain_words()[1] | frozenset(words), pattern_of(phrases - {""}))


def syllables(word: str) -> int:
    """An estimate for English, good enough for a grade."""
    word = word.lower()
    count = len(VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)


@dataclass(frozen=True)
class Measured:
    """One sentence: the syllables of each word, and how many words a reader has to hold together."""

    syllables: list[int]
    length: int


def measure(sentence: Sentence, explained: Explained) -> Measured:
    """Words of the glossary do not make a sentence longer, and count as short; so does a phrase, as one word."""
    text = sentence.folded.text
    words = [match[0] for match in WORD.finditer(explained.glossary.sub(first_word, text))]
    counts = [min(2, syllables(word)) if word in explained.short else syllables(word) for word in words]
    return Measured(counts, len(WORD.findall(explained.glossary.sub(" ", text))))


def first_word(match: re.Match) -> str:
    return match[0].partition(" ")[0]


def grade(parts: list[Measured]) -> float:
    """Flesch–Kincaid grade of sentences."""
    words = sum(len(part.syllables) for part in parts)
    if not words:
        return 0.0
    length = sum(part.length for part in parts) / len(parts)
    return 0.39 * length + 11.8 * sum(sum(part.syllables) for part in parts) / words - 15.59


def grades(everything: list[Sentence], explained: Explained) -> Iterator[Finding]:
    for section in sections(everything):
        measured = [measure(sentence, explained) for sentence in section[1:] or section]
        parts = [part for part in measured if len(part.syllables) > 2]
        if len(parts) < 3 or (result := grade(parts)) <= GRADE:
            continue
        first = section[0]
        message = _("This part reads at grade %(grade)s: it takes about that many years of school. Aim for 8.") % {
            "grade": f"{result:.0f}"
        }
        fix = _("Cut long sentences in two and swap long words for short ones.")
        values = ("plain-grade", False, message, fix, first.text)
        yield Finding(first.field, first.start, first.start + len(first.text), *values)


def sections(everything: list[Sentence]) -> list[list[Sentence]]:
    """Sentences from one heading to the next, in one field."""
    found: list[list[Sentence]] = []
    for sentence in everything:
        if not found or sentence.block.kind == "heading" or sentence.field != found[-1][-1].field:
            found.append([])
        found[-1].append(sentence)
    return found


def hard_sentences(everything: list[Sentence], explained: Explained) -> Iterator[Finding]:
    """The ten hardest sentences by their own grade, of those that are too long or full of long words."""
    measured = [(measure(sentence, explained), sentence) for sentence in everything]
    hard = [pair for pair in measured if is_hard(pair[0])]
    for part, sentence in sorted(hard, key=lambda pair: -grade([pair[0]]))[:HARDEST]:
        message, fix = why_hard(part)
        values = ("plain-sentence", False, message, fix, sentence.text)
        yield Finding(sentence.field, sentence.start, sentence.start + len(sentence.text), *values)


def is_hard(part: Measured) -> bool:
    return len(part.syllables) >= SHORT and (part.length > LONG_SENTENCE or grade([part]) > HARD_GRADE)


def why_hard(part: Measured) -> tuple[str, str]:
    if part.length > LONG_SENTENCE:
        message = _("This sentence has %(count)s words. Past %(most)s, many readers lose the thread.") % {
            "count": part.length,
            "most": LONG_SENTENCE,
        }
        return message, _("Make two sentences of it.")
    message = _("This sentence reads at grade %(grade)s although it is short: its words are long.") % {
        "grade": f"{grade([part]):.0f}"
    }
    return message, _("Swap long words for everyday ones, or explain the one that has to stay.")


def long_words(everything: list[Sentence]) -> Iterator[Finding]:
    instead, _explained = plain_words()
    for sentence in everything:
        for match in WORD.finditer(sentence.folded.text):
            if match[0] in instead:
                start, end = sentence.folded.span(*match.span())
                place, fix = sentence.start + start, _("Write “%(word)s”.") % {"word": instead[match[0]]}
                message = _("“%(word)s” has a plainer word.") % {"word": match[0]}
                values = ("plain-word", False, message, fix, sentence.text[start:end])
                yield Finding(sentence.field, place, sentence.start + end, *values)
