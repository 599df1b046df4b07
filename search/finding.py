"""The one way to search: text in, ranked results out, alike on every database."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from search import query, spelling
from search.engines import candidates
from search.models import Entry
from search.query import Groups, Phrase, Query
from search.snippets import Piece, marked, snippet, stems_of
from search.words import STOP_STEMS

WEIGHTS = (("stems_title", 10.0), ("stems_keywords", 6.0), ("stems_summary", 3.0), ("stems_body", 1.0))
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
        return snippet(self.entry.summary, self.entry.body, self.groups)


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
    rows = ranked(candidates(asked.groups, language, every=True), asked.groups, topic)
    whole = len(rows)
    if whole < FEW and len(asked.groups) > 1:
        found = {row.pk for row in rows}
        some = candidates(asked.groups, language, every=False)
        rows += [row for row in ranked(some, asked.groups, topic) if row.pk not in found]
    suggestion = spelling.better(asked, language) if whole < FEW else ""
    if suggestion and not rows:
        other = search_as_spelled(suggestion, language, topic, most)
        return Results(asked.text, other, partly=False, suggestion=suggestion, mended=True)
    hits = [result_of(row, asked) for row in rows[:most]]
    return Results(asked.text, hits, partly=bool(hits) and not whole, suggestion=suggestion)


def search_as_spelled(text: str, language: str, topic: str, most: int) -> list[Result]:
    asked = query.read(text, language)
    rows = ranked(candidates(asked.groups, language, every=True), asked.groups, topic)
    return [result_of(row, asked) for row in rows[:most]]


def ranked(numbers: list[int], groups: Groups, topic: str) -> list[Entry]:
    today = timezone.localdate()
    rows = [row for row in Entry.objects.filter(pk__in=numbers) if not topic or topic in row.topics]
    return sorted(rows, key=lambda row: (-score(row, groups, today), row.title, row.ref))


def score(row: Entry, groups: Groups, today: date) -> float:
    """How well an entry answers: for each group its best place, and a little for each further mention."""
    # Two spaces between: a word that follows itself is counted twice.
    fields = [(weight, f" {getattr(row, name).replace(' ', '  ')} ") for name, weight in WEIGHTS]
    total = sum(group_score(group, fields) for group in groups)
    title = set(row.stems_title.split())
    title = title - STOP_STEMS or title
    if title and all(any(set(phrase) <= title for phrase in group) for group in groups):
        total += ALL_OF_TITLE * len(groups) / max(len(title), len(groups))
    return total * (OVERDUE if row.review_by and row.review_by < today else 1.0)


def group_score(group: list[Phrase], fields: list[tuple[float, str]]) -> float:
    """The fields are stems between spaces: looking for " stem " in them takes a tenth of the time that lists take."""
    best = 0.0
    for number, phrase in enumerate(group):
        stems = [f" {stem} " for stem in phrase]
        places = [weight for weight, text in fields if all(stem in text for stem in stems)]
        if places:
            mentions = min(fields[-1][1].count(stems[0]), 5)
            best = max(best, (max(places) + sum(places) / 10 + mentions / 5) * (OTHER_WORD if number else 1.0))
    return best


def result_of(row: Entry, asked: Query) -> Result:
    return Result(row, asked.groups, marked(row.title, stems_of(asked.groups)))


def suggestions(text: str, language: str, most: int = 6) -> list[dict]:
    """Titles and addresses for what is being typed."""
    return [
        {"title": "".join(piece.text for piece in hit.title), "url": hit.url}
        for hit in search(text, language, most=most).hits
    ]
