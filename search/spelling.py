"""“Did you mean …?”, from the index's own words."""

from difflib import SequenceMatcher

from django.db.models import Count, Q

from search.engines import engine
from search.models import Word
from search.query import Query
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
    return bool(engine().find([[(stem(word),)]], language, every=True, title_only=False, most=1))


def nearest(word: str, language: str) -> str:
    """The most alike of the words that begin or go on alike; of equals the one that more entries hold."""
    rows = Word.objects.filter(language=language).exclude(word=word)
    near = Q(word__startswith=word[0]) | Q(word__startswith=word[1])
    counted = rows.filter(near).values_list("word").annotate(entries=Count("pk")).order_by("-entries", "word")
    best, most = "", ALIKE
    for other, _entries in counted[:MOST_COMPARED]:
        if abs(len(other) - len(word)) > 2:
            continue
        alike = likeness(word, other)
        if alike > most:
            best, most = other, alike
    return best


def likeness(word: str, other: str) -> float:
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > ALIKE else 0.0
