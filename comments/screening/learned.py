"""A second pair of eyes beside the rules: weights learned from labelled texts, for what no rule foresaw.

The rules know wordings; the weights know which words keep company. A text is read in windows of one or two sentences,
each window is the sum of what its words, their neighbours and their families (concepts.txt) weigh, and the window that
weighs most decides. The weights are data (weights/<screen>.tsv, one a line, readable), made by
`python -m tests.train_screens` from tests/data and from nothing else.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from search.stemming import english_stem

FOLDER = Path(__file__).with_name("weights")
BREAK = "."
BIAS = "(always)"
LONGEST = 40  # words of one window: beyond, a long complaint would add up to a danger nobody spoke of
_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[.!?;\n]+|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a text: what it weighs, and where it stands in the text that was read (end exclusive)."""

    weight: float
    start: int
    end: int


@dataclass(frozen=True)
class Model:
    """Learned weights by feature, and what every window weighs to begin with."""

    weights: dict[str, float]
    bias: float

    def heaviest(self, text: str) -> Window | None:
        """The window of `text` (in its plain form) that weighs most; None for a text without words."""
        words, spans = tokens(text)
        of = self.weights.get
        sums = [0.0, *accumulate(sum(filter(None, map(of, at))) for at in features(words))]
        best = None
        for first, last in windows(words):
            weight = self.bias + (sums[last] - sums[first])
            if best is None or weight > best.weight:
                best = Window(weight, spans[first][0], spans[last - 1][1])
        return best


@cache
def model(screen: str) -> Model:
    """The weights of a screen, read once. Raises OSError where it has none, ValueError for a damaged file."""
    lines = FOLDER.joinpath(f"{screen}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    weights = {feature: float(weight) for feature, weight in pairs}
    return Model(weights, weights.pop(BIAS))


def tokens(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of a text, the end of a sentence as ".", and where each stands."""
    found = [(match[0], match.span()) for match in _TOKEN.finditer(text)]
    words = [word if word[0].isalnum() or ord(word[0]) > 127 else BREAK for word, _span in found]
    return words, [span for _word, span in found]


def windows(words: list[str]) -> list[tuple[int, int]]:
    """Each sentence, and each with the one after it; a sentence that is too long is cut, its parts overlapping."""
    sentences, start = [], 0
    for at, word in enumerate([*words, BREAK]):
        if word == BREAK:
            if at > start:
                sentences.extend(_parts(start, at))
            start = at + 1
    pairs = pairwise(sentences)
    return sentences + [(one[0], two[1]) for one, two in pairs if two[1] - one[0] <= LONGEST]


def _parts(start: int, end: int) -> list[tuple[int, int]]:
    if end - start <= LONGEST:
        return [(start, end)]
    return [(at, min(at + LONGEST, end)) for at in range(start, end - LONGEST // 2, LONGEST // 2)]


def features(words: list[str]) -> list[list[str]]:
    """What is weighed at each word: the word and its neighbours to the left in its sentence, by name and by family."""
    found: list[list[str]] = []
    stems: list[str] = []
    kinds: list[str] = []
    for word in words:
        if word == BREAK:
            stems, kinds = [], []
            found.append([])
            continue
        stems.append(stem(word))
        kinds.append(family(word) or stems[-1])
        found.append(_last(stems, kinds))
    return found


def _last(stems: list[str], kinds: list[str]) -> list[str]:
    """The features of the last word."""
    word, kind = stems[-1], kinds[-1]
    found = [word] if kind == word else [word, kind]
    if len(stems) > 1:
        found.append(f"{stems[-2]} {word}")
        if kind != word or kinds[-2] != stems[-2]:
            found.append(f"{kinds[-2]} {kind}")
    if len(stems) > 2:
        found += [f"{kinds[-3]} _ {kind}", f"{kinds[-3]} {kinds[-2]} {kind}"]
    if len(stems) > 3:
        found.append(f"{kinds[-4]} _ _ {kind}")
    return found


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return english_stem(word)


def family(word: str) -> str:
    """The family of a word in capitals, "" for a word of none."""
    return _families().get(word, "")


@cache
def _families() -> dict[str, str]:
    found = {}
    for line in FOLDER.joinpath("concepts.txt").read_text(encoding="utf-8").splitlines():
        name, _colon, members = line.partition(":")
        if not line.startswith("#"):
            found |= dict.fromkeys(members.split(), name.upper())
    return found
