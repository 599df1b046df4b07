"""The passage of a text that answers best, in pieces. No HTML here: the template marks what matched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.query import Groups, Phrase
from search.stemming import code_of
from search.words import SIGNS, stem, words_of

SENTENCE_END = re.compile(r"[.!?]\s+|\n+")
LONGEST = 240  # characters of a passage
# In other languages a stem may begin with another letter than its word: Irish and Indonesian change the beginning.
ANY_WORD = re.compile(rf"(?<![^\W_])[^\W_](?:[^\W_]|[{SIGNS}])*(?:['’][^\W_]+)?")
BEGINNING, WHOLE = 4_000, 50_000  # characters of a text that are looked at; the whole where its beginning holds nothing


@dataclass(frozen=True)
class Piece:
    text: str
    matches: bool


def snippet(summary: str, body: str, groups: Groups, language: str) -> list[Piece]:
    """The sentence that answers most of the groups, the summary's first; cut at a word. The rest of a long text is
    looked at only where its beginning holds nothing."""
    stems = stems_of(groups)
    cut = len(body) if len(body) <= BEGINNING else max(body.rfind(" ", 0, BEGINNING), 0)
    for text in (f"{summary}\n{body[:cut]}", body[cut:WHOLE]):
        if best := best_sentence(text, groups, stems, language):
            return marked(shortened(best, stems, language), stems, language)
    first = first_sentence(summary) or first_sentence(body)
    return marked(shortened(first, stems, language), stems, language)


def best_sentence(text: str, groups: Groups, stems: set[str], language: str) -> str:
    best, most = "", 0.0
    for sentence, held in sentences_with(text, stems, language):
        answers = sum(answered(group, held) for group in groups)
        if answers == len(groups):
            return sentence
        if answers + len(held) / 100 > most:
            best, most = sentence, answers + len(held) / 100
    return best


def stems_of(groups: Groups) -> set[str]:
    """Every stem that counts as a hit."""
    return {stem for group in groups for phrase in group for stem in phrase}


def answered(group: list[Phrase], held: set[str]) -> float:
    """1 where the words themselves are held, a half for what means the same."""
    if held.issuperset(group[0]):
        return 1.0
    return 0.5 if any(held.issuperset(phrase) for phrase in group[1:]) else 0.0


def first_sentence(text: str) -> str:
    text = text.lstrip()
    end = SENTENCE_END.search(text)
    return text[: end.end()] if end else text


def sentences_with(text: str, stems: set[str], language: str) -> Iterator[tuple[str, set[str]]]:
    """Each sentence that holds any of the stems, and which of them."""
    start = end = 0
    held: set[str] = set()
    for place, found in occurrences(text, stems, language):
        if place.start() >= end:
            if held:
                yield text[start:end], held
            start, held = end, set()
            for mark in SENTENCE_END.finditer(text, end, place.start()):
                start = mark.end()
            mark = SENTENCE_END.search(text, place.end())
            end = mark.end() if mark else len(text)
        held |= found
    if held:
        yield text[start:end], held


def occurrences(text: str, stems: set[str], language: str) -> Iterator[tuple[re.Match[str], set[str]]]:
    """Where words with these stems stand, in order, and which of the stems each has."""
    beginnings = "".join(sorted({one[0] for one in stems if one}))
    for place in (likely(beginnings) if code_of(language) == "en" else ANY_WORD).finditer(text):
        if found := stems.intersection(stems_in(place[0], language)):
            yield place, found


@lru_cache(maxsize=20_000)
def stems_in(word: str, language: str) -> tuple[str, ...]:
    """The stem of a word as it is written. Texts use the same few thousand again and again."""
    return tuple(stem(each, language) for each in words_of(word, language))


@lru_cache(maxsize=1_000)
def likely(letters: str) -> re.Pattern[str]:
    """English words that may have a stem that begins with one of the letters: folding and stemming a whole text is
    dear, and both keep a word's first letter, but for those with accents and "oestrogen" or "aesthetic"."""
    begin = letters + ("ao" if "e" in letters else "")
    begin = re.escape(begin + begin.upper()) + "\u00aa-\U0010ffff"
    return re.compile(rf"[{begin}](?<=[^\W_])(?<![^\W_].)[^\W_]*(?:['’][^\W_]+)?")


def shortened(text: str, stems: set[str], language: str) -> str:
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    first = next((place.start() for place, _ in occurrences(text, stems, language)), 0)
    start = max(0, first - LONGEST // 3)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + LONGEST)
    cut = text[start : end if end > start else start + LONGEST]
    return ("… " if start else "") + cut + ("" if start + len(cut) >= len(text) else " …")


def marked(text: str, stems: set[str], language: str) -> list[Piece]:
    pieces, end = [], 0
    for place, _found in occurrences(text, stems, language):
        if place.start() > end:
            pieces.append(Piece(text[end : place.start()], False))
        pieces.append(Piece(place[0], True))
        end = place.end()
    return pieces + [Piece(text[end:], False)] * (end < len(text))
