"""Which patterns can match a text at all? Asked once per text and screen, so that ordinary comments cost little.

From every pattern we read the pieces of text one of which any match must contain ("overdos" or "pills" or …), choose
the pieces that are rarest in rules/ordinary.txt, and a second choice from another part of the pattern ("took" or
"swallowed" or …). Pieces are kept by their rarest five letters, short ones by three; a text's own groups of letters
then name the few patterns worth trying. Sound by construction: a pattern is left out only when none of the pieces of a
choice is in the text, so no rule loses a hit by this.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache, reduce
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

MOST = 400  # pieces kept for one pattern
MOST_JOINED = 64  # texts that parts of a pattern may form together
SIZES = (3, 5)  # letters of the groups that pieces are kept by
ORDINARY = Path(__file__).with_name("rules").joinpath("ordinary.txt").read_text(encoding="utf-8").replace("\n", " ")

Pieces = frozenset[str]
NOTHING: Pieces = frozenset({""})


@lru_cache(maxsize=8)
def _groups(text: str, size: int) -> frozenset[str]:
    return frozenset([text[at : at + size] for at in range(len(text) - size + 1)])


class Prefilter:
    """Answers, for a text, the numbers of the patterns that may match it, in rising order."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], also: Sequence[re.Pattern[str] | None] = ()):
        """`also` may give for each pattern another one that has to match somewhere in the text, too."""
        choices = []
        for number, pattern in enumerate(patterns):
            found = required_choices(pattern.pattern)
            if also and (second := also[number]):
                found = _most_telling([*found, *required_choices(second.pattern)])
            choices.append(found)
        self.first, self.second = (
            _Index([found[rank] if len(found) > rank else None for found in choices]) for rank in (0, 1)
        )

    def worth_trying(self, text: str) -> list[int]:
        """`text` in lower case; line breaks count as blanks."""
        text = text.replace("\n", " ")
        return sorted(self.first.allowed(text) & self.second.allowed(text))


class _Index:
    """Of each pattern one choice of pieces, or None where it has none."""

    def __init__(self, choices: Sequence[Pieces | None]):
        self.always = frozenset(number for number, pieces in enumerate(choices) if pieces is None)
        asked: dict[str, set[int]] = {}
        for number, pieces in enumerate(choices):
            for piece in pieces or ():
                asked.setdefault(piece, set()).add(number)
        self.by_group: dict[str, list[tuple[str, set[int]]]] = {}
        for piece, wanting in asked.items():
            self.by_group.setdefault(_rarest(piece), []).append((piece, wanting))
        self.groups = {size: frozenset(group for group in self.by_group if len(group) == size) for size in SIZES}

    def allowed(self, text: str) -> set[int]:
        numbers = set(self.always)
        for size, groups in self.groups.items():
            for group in groups & _groups(text, size):
                for piece, wanting in self.by_group[group]:
                    if piece in text:
                        numbers |= wanting
        return numbers


def required_choices(pattern: str) -> list[Pieces]:
    """At most two sets of texts of three letters or more; every match of `pattern` contains one text of each set."""
    return _most_telling(_candidates(_parser.parse(pattern))[1])


def _most_telling(candidates: Iterable[Pieces | None]) -> list[Pieces]:
    usable = {pieces for pieces in candidates if pieces is not None and _better(None, pieces)}
    return sorted(usable, key=lambda pieces: (_score(pieces), sorted(pieces)), reverse=True)[:2]


def _rarest(piece: str) -> str:
    size = max(size for size in SIZES if size <= len(piece))
    groups = [piece[at : at + size] for at in range(len(piece) - size + 1)]
    return min(groups, key=_count)


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
    whole, found = _candidates(parts)
    return whole, reduce(_better, found, None)


def _candidates(parts: Iterable) -> tuple[Pieces | None, list[Pieces | None]]:
    """(all texts this can be, if they are few; sets of which each has a text in every match, from different parts)."""
    whole: Pieces | None = NOTHING
    run, found = NOTHING, []
    for kind, value in parts:
        exact, inner = _candidates(value[-1]) if kind is op.SUBPATTERN else _one_part(kind, value)
        if exact is None or kind is op.ASSERT:  # what is looked ahead to is no part of the run
            found += inner
        if exact is None or len(run) * len(exact) > MOST_JOINED:
            whole = None
            found.append(run)
            run = exact if exact is not None else NOTHING
        else:
            run = frozenset(left + right for left in run for right in exact)
    found.append(run)
    return (run if whole is not None else None), found


def _one_part(kind, value) -> tuple[Pieces | None, list[Pieces | None]]:
    exact, inner = _part(kind, value)
    return exact, [inner]


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
