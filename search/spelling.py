"""“Did you mean …?”, from the index's own words."""

from difflib import SequenceMatcher

from search.engines import holds
from search.query import Query
from search.vocabulary import vocabulary
from search.words import stem

ALIKE = 0.72  # of SequenceMatcher: one slip in a word of four letters, two in one of eight
MOST_COMPARED = 3_000
SHORTEST = 4


def better(asked: Query, language: str) -> str:
    """The query with unknown words replaced by known ones that look like them; "" where there is nothing to mend."""
    unknown = [word for word in asked.words if len(word) >= SHORTEST and not word.isdigit()]
    unknown = [word for word in unknown if not known(word, language)]
    if not unknown:
        return ""
    mended = {word: nearest(word, language) for word in unknown}
    if not any(mended.values()):
        return ""
    return " ".join(mended.get(word) or word for word in asked.words)


def known(word: str, language: str) -> bool:
    """Whether any entry holds the word, be it in its last paragraph."""
    return holds(stem(word, language), language)


def nearest(word: str, language: str) -> str:
    """The most alike of the words that begin or go on alike; of equals the one that more entries hold."""
    known_words = vocabulary(language)
    near = [*known_words.beginning(word[0]), *known_words.beginning(word[1])]
    best, most = "", ALIKE
    for other in known_words.by_frequency({*near} - {word})[:MOST_COMPARED]:
        if abs(len(other) - len(word)) > 2:
            continue
        alike = likeness(word, other)
        if alike > most:
            best, most = other, alike
    return best


def likeness(word: str, other: str) -> float:
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > ALIKE else 0.0
