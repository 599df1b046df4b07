"""The one way to search: text in, ranked results out, alike on every database."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from search import query, spelling
from search.engines import candidates
from search.models import Entry
from search.query import Groups, Phrase, Query
from search.snippets import Piece, marked, snippet, stems_of
from search.words import stop_stems

WEIGHTS = (("stems_title", 10.0), ("stems_keywords", 6.0), ("stems_summary", 3.0), ("stems_body", 1.0))
WEIGHED = ("pk", "ref", "title", "review_by", *(name for name, _ in WEIGHTS))
BEST = 10 + (10 + 6 + 3 + 1) / 10 + 1  # what one group can be worth
OTHER_WORD = 0.8  # what a synonym or a completed word counts, against the word itself
ALL_OF_TITLE = 8.0  # for a title that says just what was asked
OVERDUE = 0.6  # a page past its review date sinks
FEW = 3  # with fewer hits for all words, those for some of them are shown as well
MOST = 20


@dataclass(frozen=True)
class Result:
    """One hit: where it leads, and its title in pieces, those that match marked."""

    entry: Entry
    groups: Groups
    title: list[Piece]

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def url(self) -> str:
        return self.entry.url

    @property
    def topics(self) -> list[str]:
        return self.entry.topics

    @property
    def text(self) -> str:
        """The whole of a short answer, shown in place."""
        return self.entry.body if self.entry.kind == Entry.Kind.ANSWER else ""

    @property
    def passage(self) -> list[Piece]:
        """The best passage in pieces. Looked for when it is asked for: suggestions show titles alone."""
        return snippet(self.entry.summary, self.entry.body, self.groups, self.entry.language)


@dataclass(frozen=True)
class Results:
    """`partly` says that no entry holds all the words. `suggestion` is a better spelling, or ""; `mended` says that the
    hits are for that, because there are none for what was typed."""

    text: str
    hits: list[Result]
    partly: bool
    suggestion: str
    mended: bool = False


def search(text: str, language: str, *, topic: str = "", most: int = MOST) -> Results:
    """What the public may read about `text`, the best first; at most `most`, of one `topic` (a slug) if it is given.

    Never raises for what is typed. Six queries of the database at most where enough is found; else one more for each
    word of the query, to mend its spelling.
    """
    asked = query.read(text, language)
    topic = topic.replace("\x00", "").encode("utf-8", "replace").decode()  # what no database takes is no topic's name
    numbers = ranked(asked.groups, language, topic, every=True)
    whole = len(numbers)
    if whole < FEW and len(asked.groups) > 1:
        found = set(numbers)
        numbers += [number for number in ranked(asked.groups, language, topic, every=False) if number not in found]
    suggestion = spelling.better(asked, language) if whole < FEW else ""
    if suggestion and not numbers:
        other = query.read(suggestion, language)
        hits = results_of(ranked(other.groups, language, topic, every=True)[:most], other)
        return Results(asked.text, hits, partly=False, suggestion=suggestion, mended=True)
    hits = results_of(numbers[:most], asked)
    return Results(asked.text, hits, partly=bool(hits) and not whole, suggestion=suggestion)


def ranked(groups: Groups, language: str, topic: str, *, every: bool) -> list[int]:
    """The numbers of the entries that answer, the best first. Reads of each what is weighed, no more."""
    numbers = candidates(groups, language, topic, every=every)
    rows = Entry.objects.readable(timezone.now()).filter(pk__in=numbers).values(*WEIGHED)
    sought, today = [[seeking(phrase) for phrase in group] for group in groups], timezone.localdate()
    silent = stop_stems(language)
    best = sorted(rows, key=lambda row: (-score(row, groups, sought, silent, today), row["title"], row["ref"]))
    return [row["pk"] for row in best]


def seeking(phrase: Phrase) -> list[re.Pattern[str]]:
    """Finds each stem as a whole one among others with spaces between. The letters come first in the pattern: looking
    for them is quick, looking about at every letter of a text is not."""
    return [re.compile(rf"{stem}(?!\S)(?<!\S{stem})") for stem in phrase]


def score(
    row: dict, groups: Groups, sought: list[list[list[re.Pattern[str]]]], silent: frozenset[str], today: date
) -> float:
    """How well an entry answers: for each group its best place, and a little for each further mention. `silent`: stems
    of stop words."""
    total = sum(group_score(group, row) for group in sought)
    title = set(row["stems_title"].split())
    title = title - silent or title
    if title and all(any(title.issuperset(phrase) for phrase in group) for group in groups):
        total += ALL_OF_TITLE * len(groups) / max(len(title), len(groups))
    return total * (OVERDUE if row["review_by"] and row["review_by"] < today else 1.0)


def group_score(group: list[list[re.Pattern[str]]], row: dict) -> float:
    best = 0.0
    for number, phrase in enumerate(group):
        places = [weight for name, weight in WEIGHTS if all(stem.search(row[name]) for stem in phrase)]
        if places:
            mentions = min(len(phrase[0].findall(row["stems_body"])), 5)
            best = max(best, (max(places) + sum(places) / 10 + mentions / 5) * (OTHER_WORD if number else 1.0))
        if best >= OTHER_WORD * BEST:
            break  # what means the same cannot be worth more
    return best


def results_of(numbers: list[int], asked: Query) -> list[Result]:
    rows, stems = Entry.objects.in_bulk(numbers), stems_of(asked.groups)
    # An entry may have gone since it was ranked.
    found = [rows[pk] for pk in numbers if pk in rows]
    return [Result(entry, asked.groups, marked(entry.title, stems, asked.language)) for entry in found]


def suggestions(text: str, language: str, most: int = 6) -> list[dict]:
    """Titles and addresses for what is being typed."""
    return [
        {"title": "".join(piece.text for piece in hit.title), "url": hit.url}
        for hit in search(text, language, most=most).hits
    ]
