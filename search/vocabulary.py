"""Every word that a title, a keyword or a summary holds, and how many entries hold it."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from pagecache.remembered import until_the_site_changes
from search.models import Word

LAST = "\U0010ffff"  # no letter comes after it
COUNTED_FOR = 60  # seconds: the answers' files change without anybody's publishing


@dataclass(frozen=True)
class Vocabulary:
    entries: dict[str, int]
    words: list[str]  # the same ones, in order

    def beginning(self, start: str) -> list[str]:
        return self.words[bisect_left(self.words, start) : bisect_left(self.words, start + LAST)]

    def by_frequency(self, words: Iterable[str]) -> list[str]:
        """Those that most entries hold first, of equals in the order of the alphabet."""
        return sorted(words, key=lambda word: (-self.entries[word], word))


@until_the_site_changes(COUNTED_FOR)
def vocabulary(language: str) -> Vocabulary:
    rows = Word.objects.filter(language=language).values_list("word").annotate(Count("pk"))
    entries = dict(rows)
    return Vocabulary(entries, sorted(entries))
