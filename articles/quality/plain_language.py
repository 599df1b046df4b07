"""Plain words: reading grade by section, the hardest sentences, words with a shorter brother. Advice only."""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Sentence, sentences

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
    explained = explained_words(content)
    return [*grades(everything, explained), *hard_sentences(everything, explained), *long_words(everything)]


def explained_words(content: Content) -> frozenset[str]:
    """Words that do not count against a text: those that our pages explain, and those of the glossary that it shows."""
    shown = getattr(content, "definitions", ())
    words = [word for one in shown for form in (one.name, *one.forms) for word in WORD.findall(form.lower())]
    return plain_words()[1] | frozenset(words)


def syllables(word: str) -> int:
    """An estimate for English, good enough for a grade."""
    word = word.lower()
    count = len(VOWELS.findall(word))
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)


def counted(sentence: Sentence, explained: frozenset[str]) -> list[int]:
    """Syllables of each word; explained words count as two at most."""
    words = [match[0].lower() for match in WORD.finditer(sentence.folded.text)]
    return [min(2, syllables(word)) if word in explained else syllables(word) for word in words]


def grade(parts: list[list[int]]) -> float:
    """Flesch–Kincaid grade of sentences given as syllables of each word."""
    words = sum(map(len, parts))
    return 0.39 * words / len(parts) + 11.8 * sum(map(sum, parts)) / words - 15.59 if words else 0.0


def grades(everything: list[Sentence], explained: frozenset[str]) -> Iterator[Finding]:
    for section in sections(everything):
        parts = [counts for sentence in section[1:] or section if len(counts := counted(sentence, explained)) > 2]
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


def hard_sentences(everything: list[Sentence], explained: frozenset[str]) -> Iterator[Finding]:
    """The ten hardest sentences by their own grade, of those that are too long or full of long words."""
    measured = [(counts, sentence) for sentence in everything if len(counts := counted(sentence, explained)) >= SHORT]
    hard = [pair for pair in measured if len(pair[0]) > LONG_SENTENCE or grade([pair[0]]) > HARD_GRADE]
    for counts, sentence in sorted(hard, key=lambda pair: -grade([pair[0]]))[:HARDEST]:
        message, fix = why_hard(counts)
        values = ("plain-sentence", False, message, fix, sentence.text)
        yield Finding(sentence.field, sentence.start, sentence.start + len(sentence.text), *values)


def why_hard(counts: list[int]) -> tuple[str, str]:
    if len(counts) > LONG_SENTENCE:
        message = _("This sentence has %(count)s words. Past %(most)s, many readers lose the thread.") % {
            "count": len(counts),
            "most": LONG_SENTENCE,
        }
        return message, _("Make two sentences of it.")
    message = _("This sentence reads at grade %(grade)s although it is short: its words are long.") % {
        "grade": f"{grade([counts]):.0f}"
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
