"""Which families of words stand together: a second pair of eyes for the screens that are not about distress.

Rules know wordings. Here a sentence, or two that follow each other, is read as the families its words belong to
(weights/families.txt: "since", "toilet", "burns"), and what was learned for the words, for their neighbours and for
every two families that meet is added up, for all screens in one go. The weights are data (weights/together.tsv, one
feature a line), made by `python -m tests.train_together` from tests/data and from nothing else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise
from pathlib import Path

from comments.screening import careful
from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.learned import stem as english_stem
from comments.screening.reader import read, read_with, says_little

FOLDER = Path(__file__).with_name("weights")
FILE = FOLDER / "together.tsv"
BIAS = "(always)"
LONGEST = 40  # words of one piece: a long complaint must not add up to something nobody said
ASKED, AND = "?", "&"
CAREFUL_COUNTS = 2.0  # the larger model, in the sum with weights and small model
RULE = "learned-{screen}"  # the name of the finding, which no rule has
_TOKEN = re.compile(
    r"[£$€]?\d+(?:[.,:/]\d+)*(?:[a-z]+|%)?|[a-z]+(?:[-'&*][a-z]+)*|\?+|[.!;]+(?=[\s\"')]|$)|\n|[^\x00-\x7f]"
)
_NUMBER = re.compile(r"[£$€]?\d[\d.,:/]*([a-z]*)")
_UNITS = frozenset(("mg", "mgs", "mcg", "ml", "mls", "g", "k", "kg", "cc", "iu"))

# The weights of all screens are kept in one number, each in its own field, so that one addition adds for all of them.
FIELD, HUNDREDTHS = 24, 100
MOST_SCREENS = 16
_SHIFTS = range(0, FIELD * MOST_SCREENS, FIELD)
_MASK, _HALF = (1 << FIELD) - 1, 1 << (FIELD - 1)
_LIFT = sum(_HALF << shift for shift in _SHIFTS)  # makes every field positive, so that none borrows from the next


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence: what is weighed by itself, the families of its words, and where it stands (end exclusive)."""

    names: tuple[str, ...]
    families: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True)
class Weights:
    """The screens in the order of their fields, what every piece weighs to begin with, and what is added to it.

    `pairs` holds each pair of families both ways round.
    """

    screens: tuple[str, ...]
    bias: int
    names: dict[str, int]
    pairs: dict[str, dict[str, int]]

    def of_names(self, names: Iterable[str]) -> int:
        return sum(filter(None, map(self.names.get, names)))

    def of_pairs(self, some: frozenset[str], others: frozenset[str]) -> int:
        """What every family of `some` weighs together with every one of `others`."""
        total, pairs = 0, self.pairs
        for one in some & pairs.keys():
            row = pairs[one]
            total += sum(map(row.__getitem__, row.keys() & others))
        return total

    def by_screen(self, packed: int) -> list[float]:
        packed += _LIFT
        return [((packed >> shift & _MASK) - _HALF) / HUNDREDTHS for shift in _SHIFTS[: len(self.screens)]]


def weighed(screen: str, folded: Folded, border: float, doubt_from: float | None = None) -> list[Finding]:
    """One finding over the heaviest piece of the text, where its weight for this screen and what the small language
    model makes of the text come to `border` or more. With `doubt_from`: where they come to that, the larger model is
    asked as well, and all three have to come to `border`."""
    found = heaviest(folded.text).get(screen)
    if found is None:
        return []
    weight, *place = found
    needed = border if doubt_from is None else doubt_from
    seen = read(folded.text)[screen]
    if weight >= needed and weight + seen < max(needed, border):  # words around the piece may have talked it down
        seen = read_with(folded.text, *place)[screen]
    if weight + seen < needed:
        return []
    if doubt_from is not None and not says_little(folded.text):
        seen += CAREFUL_COUNTS * careful.read(folded.text, *place)[screen]
    if weight + seen < border:
        return []
    return [Finding(screen, "", "", *folded.original_span(*place), RULE.format(screen=screen))]


@lru_cache(maxsize=2)
def heaviest(text: str) -> dict[str, tuple[float, int, int]]:
    """By screen (weight, start, end) of the piece that weighs most; empty for a text without words.

    All screens at once, because each of them is asked about the same text next.
    """
    known, parts = weights(), pieces(text)
    names = [known.of_names(part.names) for part in parts]
    pairs = [known.of_pairs(part.families, part.families) // 2 for part in parts]  # each pair was met both ways round
    read = [(part.start, part.end, *sums) for part, *sums in zip(parts, names, pairs, strict=True)]
    for at, (one, two) in enumerate(pairwise(parts)):
        met = known.of_pairs(one.families, two.families - one.families)
        both = names[at] + names[at + 1]
        read.append((one.start, two.end, both, pairs[at] + met + _new(known, one, two)))
    best: dict[str, tuple[float, int, int]] = {}
    for start, end, of_names, of_pairs in read:
        total = known.by_screen(known.bias + of_names + of_pairs)
        for screen, weight in zip(known.screens, total, strict=True):
            if screen not in best or weight > best[screen][0]:
                best[screen] = (weight, start, end)
    return best


def _new(known: Weights, one: Piece, two: Piece) -> int:
    """The pairs among those families that only the second piece has."""
    new = two.families - one.families
    return known.of_pairs(new, new) // 2


@cache
def weights() -> Weights:
    """Read once. Raises OSError where the file is missing, ValueError where it is damaged."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    said = {name: dict(each.split("=") for each in adds) for name, *adds in (line.split("\t") for line in lines[1:])}
    screens = tuple(said[BIAS])
    packed = {name: _packed(screens, adds) for name, adds in said.items()}
    names, pairs = {}, {}
    for name, adds in packed.items():
        one, between, other = name.partition(AND)
        if between and one and one == one.upper():
            pairs.setdefault(one, {})[other] = adds
            pairs.setdefault(other, {})[one] = adds
        else:
            names[name] = adds
    return Weights(screens, names.pop(BIAS), names, pairs)


def _packed(screens: tuple[str, ...], adds: dict[str, str]) -> int:
    fields = {screens.index(screen): round(float(weight) * HUNDREDTHS) for screen, weight in adds.items()}
    return sum(weight << (FIELD * at) for at, weight in fields.items())


def windows(text: str) -> list[list[str]]:
    """The features of every piece, and of every two that follow each other: what training sees of a text."""
    parts = pieces(text)
    read = [([*part.names], part.families) for part in parts]
    read += [([*one.names, *two.names], one.families | two.families) for one, two in pairwise(parts)]
    return [names + [AND.join(pair) for pair in combinations(sorted(families), 2)] for names, families in read]


def pieces(text: str) -> list[Piece]:
    """The sentences of a text in its plain form; one that is too long is cut."""
    found: list[Piece] = []
    words: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        if match[0][0] not in "?.!;\n":
            words.append(match)
            if len(words) < LONGEST:
                continue
        if words:
            found.append(_piece(words, match[0][0] == ASKED))
            words = []
    return [*found, _piece(words, False)] if words else found


def _piece(words: list[re.Match[str]], asked: bool) -> Piece:
    names: dict[str, None] = {}  # in order, each once
    families: set[str] = set()
    before: tuple[str, tuple[str, ...]] | None = None
    for match in words:
        stem, kinds = _word(match[0])
        names[stem] = None
        for kind in kinds:
            names[kind] = None
        if before is None:
            names["^ " + (kinds[0] if kinds else stem)] = None
        else:
            names[f"{before[0]} {stem}"] = None
            for left in before[1] or before[:1]:
                for right in kinds or (stem,):
                    names[f"{left} {right}"] = None
        families.update(kinds)
        before = stem, kinds
    if asked:
        families.add(ASKED)
        names[ASKED] = None
    return Piece(tuple(names), frozenset(families), words[0].start(), words[-1].end())


@lru_cache(maxsize=20_000)
def _word(word: str) -> tuple[str, tuple[str, ...]]:
    """(stem, its families); a number is "#" and an amount "#mg", whatever its digits say."""
    number = _NUMBER.fullmatch(word.rstrip("%"))
    if number:
        unit = number[1] in _UNITS
        kinds = {"NUM", *(["AMOUNT"] if unit else []), *(["MONEY"] if word[0] in "£$€" else [])}
        return "#mg" if unit else "#", tuple(sorted(kinds | _families().get(word, frozenset())))
    stem = english_stem(word)
    return stem, tuple(sorted(_families().get(word, frozenset()) | _families().get(stem, frozenset())))


@cache
def _families() -> dict[str, frozenset[str]]:
    """By word and by stem."""
    found: dict[str, frozenset[str]] = {}
    for line in FOLDER.joinpath("families.txt").read_text(encoding="utf-8").splitlines():
        name, _colon, members = line.partition(":")
        if line.startswith("#"):
            continue
        for word in members.split():
            for form in {word, english_stem(word)}:
                found[form] = found.get(form, frozenset()) | {name.upper()}
    return found
