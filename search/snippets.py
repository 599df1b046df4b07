"""The passage of a text that answers best, in pieces. No HTML here: the template marks what matched."""

import re
from dataclasses import dataclass

from search.words import plain, stem, words_of

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[\W_]+")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
LONGEST = 240  # characters of a passage
MOST_SENTENCES = 400  # of a text that are looked at


@dataclass(frozen=True)
class Piece:
    text: str
    matches: bool


def snippet(summary: str, body: str, stems: set[str]) -> list[Piece]:
    """The sentence that holds most of the stems, the summary's first; cut at a word."""
    sentences = [*SENTENCE_END.split(summary)[:10], *SENTENCE_END.split(body)[:MOST_SENTENCES]]
    hits = {word for word in set(words_of(f"{summary}\n{body}")) if stem(word) in stems}
    best, most = "", -1
    for sentence in filter(str.strip, sentences):
        number = hits_in(sentence, hits, stems)
        if number > most:
            best, most = sentence, number
        if number == len(stems):
            break
    return marked(shortened(best, stems), stems)


def hits_in(sentence: str, hits: set[str], stems: set[str]) -> int:
    """How many of the stems a sentence holds. Most hold none, which looking for the text's own `hits` tells at once."""
    folded = plain(sentence)
    if not any(word in folded for word in hits):
        return 0
    return len(stems & set(map(stem, words_of(sentence))))


def shortened(text: str, stems: set[str]) -> str:
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    first = next((match.start() for match in TOKEN.finditer(text) if is_hit(match[0], stems)), 0)
    start = max(0, first - LONGEST // 3)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + LONGEST)
    cut = text[start : end if end > start else start + LONGEST]
    return ("… " if start else "") + cut + ("" if start + len(cut) >= len(text) else " …")


def marked(text: str, stems: set[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for token in TOKEN.findall(text):
        matches = is_hit(token, stems)
        if pieces and not matches and not pieces[-1].matches:
            pieces[-1] = Piece(pieces[-1].text + token, False)
        else:
            pieces.append(Piece(token, matches))
    return pieces


def is_hit(token: str, stems: set[str]) -> bool:
    return any(stem(word) in stems for word in words_of(token))
