"""Which patterns can match a text at all? Asked once per text and screen, so that ordinary comments cost little.

From every pattern we read the pieces of text one of which any match must contain ("overdos" or "pills" or …), choose
the pieces that are rarest in rules/ordinary.txt, and keep them by their rarest three letters. A text's own groups of
three then name the few patterns worth trying. Sound by construction: a pattern is left out only when none of its
pieces is in the text, so no rule loses a hit by this.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

MOST = 400  # pieces kept for one pattern
MOST_JOINED = 64  # texts that parts of a pattern may form together
ORDINARY = Path(__file__).with_name("rules").joinpath("ordinary.txt").read_text(encoding="utf-8").replace("\n", " ")

Pieces = frozenset[str]
NOTHING: Pieces = frozenset({""})


@lru_cache(maxsize=4)
def _threes(text: str) -> frozenset[str]:
    return frozenset(map("".join, zip(text, text[1:], text[2:], strict=False)))


class Prefilter:
    """Answers, for a text, the numbers of the patterns that may match it, in rising order."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], also: Sequence[re.Pattern[str] | None] = ()):
        """`also` may give for each pattern another one that has to match somewhere in the text, too."""
        self.always: set[int] = set()
        asked: dict[str, set[int]] = {}
        for number, pattern in enumerate(patterns):
            pieces = required_pieces(pattern.pattern)
            if also and (second := also[number]):
                pieces = _better(pieces, required_pieces(second.pattern))
            if pieces is None:
                self.always.add(number)
                continue
            for piece in pieces:
                asked.setdefault(piece, set()).add(number)
        self.by_three: dict[str, list[tuple[str, set[int]]]] = {}
        for piece, wanting in asked.items():
            self.by_three.setdefault(_rarest(piece), []).append((piece, wanting))
        self.keys = frozenset(self.by_three)

    def worth_trying(self, text: str) -> list[int]:
        """`text` in lower case; line breaks count as blanks."""
        text = text.replace("\n", " ")
        numbers = set(self.always)
        for three in self.keys & _threes(text):
            for piece, wanting in self.by_three[three]:
                if piece in text:
                    numbers |= wanting
        return sorted(numbers)


def required_pieces(pattern: str) -> Pieces | None:
    """Texts of three letters or more, one of which every match of `pattern` contains; None when there are none."""
    exact, best = _sequence(_parser.parse(pattern))
    return _better(best, exact)


def _rarest(piece: str) -> str:
    threes = [piece[at : at + 3] for at in range(len(piece) - 2)]
    return min(threes, key=_count)


@cache
def _count(piece: str) -> int:
    return ORDINARY.count(piece)


def _score(pieces: Pieces) -> tuple[int, int]:
    return -sum(map(_count, pieces)), -len(pieces)


def _better(first: Pieces | None, second: Pieces | None) -> Pieces | None:
    """The more telling of two sets, either of which every match must contain one of."""
    if second is None or len(second) > MOST or min(map(len, second)) < 3:
        return first
    return second if first is None or _score(second) > _score(first) else first


def _sequence(parts: Iterable) -> tuple[Pieces | None, Pieces | None]:
    """(all texts this can be, if they are few; the best set found within)."""
    whole: Pieces | None = NOTHING
    run, best = NOTHING, None
    for kind, value in parts:
        exact, inner = _part(kind, value)
        best = _better(best, inner)
        if exact is None or len(run) * len(exact) > MOST_JOINED:
            whole = None
            best = _better(best, run)
            run = exact if exact is not None else NOTHING
        else:
            run = frozenset(left + right for left in run for right in exact)
    best = _better(best, run)
    return (run if whole is not None else None), best


def _part(kind, value) -> tuple[Pieces | None, Pieces | None]:
    if kind in (op.AT, op.ASSERT_NOT):
        return NOTHING, None
    if kind is op.ASSERT:
        exact, inner = _sequence(value[1])
        return NOTHING, _better(inner, exact)
    if kind is op.LITERAL:
        return frozenset({chr(value).lower()}), None
    if kind is op.IN:
        return _one_of(value), None
    if kind is op.SUBPATTERN:
        return _sequence(value[-1])
    if kind is op.BRANCH:
        return _branch([_sequence(way) for way in value[1]])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _repeat(*value)
    return None, None


def _one_of(items) -> Pieces | None:
    out = set()
    for kind, value in items:
        if kind is op.LITERAL:
            out.add(chr(value).lower())
        elif kind is op.CATEGORY and value is op.CATEGORY_SPACE:
            out.add(" ")
        else:
            return None
    return frozenset(out)


def _branch(ways: list[tuple[Pieces | None, Pieces | None]]) -> tuple[Pieces | None, Pieces | None]:
    exact: Pieces | None = frozenset().union(*(way[0] for way in ways if way[0] is not None))
    if any(way[0] is None for way in ways) or (exact is not None and len(exact) > MOST):
        exact = None
    bests = [_better(inner, whole) for whole, inner in ways]
    best = None if any(pieces is None for pieces in bests) else frozenset().union(*(p for p in bests if p is not None))
    return exact, best


def _repeat(least: int, most: int, parts) -> tuple[Pieces | None, Pieces | None]:
    exact, inner = _sequence(parts)
    if least == 0:
        return (exact | NOTHING if exact is not None and most == 1 else None), None
    if least == most == 1:
        return exact, inner
    return None, _better(inner, exact)
