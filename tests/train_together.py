"""`python -m tests.train_together`: makes comments/screening/weights/together.tsv anew from the labelled texts.

Logistic regression as in train_screens.py, once for each screen. A text is only as heavy as its heaviest piece, so only
that one learns from its label. Never learned from: tests/data/unseen, and the quarter of kinds.jsonl that is held back.
"""

import hashlib
import math
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator

import django

from comments.screening.folding import fold
from comments.screening.rules import screen_by_rules
from comments.screening.together import BIAS, FILE, windows
from tests.screening_measure import DATA, Example, load

KINDS = ("emergency", "side_effect", "safeguarding", "outcome", "dosing", "advice", "promotion", "spam", "abuse")
ROUNDS, STEP, SHRINK, KEPT = 12, 0.1, 0.0005, 0.08
HITS_COUNT = 4.0  # there are fewer of them than of others
HARMLESS = 1600  # ordinary comments of the distress sets that are learned from, each for a third
THIRD = 0.3
SEEN = 2  # texts a feature has to be met in: what was met once is a coincidence
HEAD = "# Learned weights of the screens: feature, what it adds to which screen. Made by tests/train_together.py.\n"
# Whose texts say nothing about this screen, because they are often hits of it as well.
NEIGHBOURS: dict[str, set[str]] = {
    "emergency": {"side_effect", "safeguarding"},
    "side_effect": {"emergency", "outcome"},
    "safeguarding": {"emergency", "abuse"},
    "outcome": {"side_effect", "promotion"},
    "dosing": {"advice"},
    "advice": {"dosing"},
    "promotion": {"spam"},
    "spam": {"promotion"},
    "abuse": {"safeguarding"},
}

Row = tuple[list[list[int]], float, float]


def held_back(example: Example) -> bool:
    """Whether a text of kinds.jsonl is kept for measuring; which one is depends on nothing but the text."""
    return hashlib.sha256(example.text.encode()).digest()[0] % 4 == 0


def of_kinds(screen: str, examples: Iterable[Example]) -> Iterator[tuple[str, float, float]]:
    """(text, label, importance) of those texts of kinds.jsonl that say something about this screen."""
    for example in examples:
        if screen in example.expect:
            yield example.text, 1.0, HITS_COUNT
        elif not NEIGHBOURS[screen].intersection(example.expect):
            yield example.text, 0.0, 1.0


def of_its_own(screen: str) -> Iterator[tuple[str, float, float]]:
    """The same of the sets that were written for this screen alone."""
    for path in sorted(DATA.glob(f"{screen}*.jsonl"), key=lambda path: path.name):
        for example in load(path.stem):
            yield example.text, float(bool(example.expect)), 1.0


def harmless() -> list[str]:
    """Ordinary comments, sad and figurative ones among them. Nobody has said what other screens should find there."""
    names = sorted((path.stem for path in DATA.glob("distress_*.jsonl")), key=lambda name: int(name.split("_")[1]))
    texts = [example.text for name in names for example in load(name) if not example.expect]
    random.Random(1).shuffle(texts)
    return texts[:HARMLESS]


def of_harmless(screen: str, texts: Iterable[str]) -> Iterator[tuple[str, float, float]]:
    for text in texts:
        if not screen_by_rules(screen, text, fold(text)):
            yield text, 0.0, THIRD


def train(rows: list[Row], size: int) -> tuple[list[float], float]:
    """The weights by number of the feature, and the bias."""
    weights, steps = [0.0] * size, [1.0] * size
    bias, bias_step, order = -1.0, 1.0, random.Random(1)
    for _round in range(ROUNDS):
        order.shuffle(rows)
        for at, label, importance in rows:
            sums = [sum([weights[name] for name in names]) for names in at]
            most = max(sums)
            error = importance * (1 / (1 + math.exp(-max(-30.0, min(30.0, bias + most)))) - label)
            if abs(error) < 0.001:
                continue
            bias_step += error * error
            bias -= STEP * error / math.sqrt(bias_step)
            for name in at[sums.index(most)]:
                slope = error + SHRINK * weights[name]
                steps[name] += slope * slope
                weights[name] -= STEP * slope / math.sqrt(steps[name])
    return weights, bias


def learned(examples: list[Example]) -> dict[str, dict[str, float]]:
    """By feature and screen what is learned, with the bias under its name."""
    seen: dict[str, list[list[str]]] = {}
    calm, found = harmless(), {BIAS: dict[str, float]()}

    def read(text: str) -> list[list[str]]:
        if text not in seen:
            seen[text] = windows(fold(text).text)
        return seen[text]

    for screen in KINDS:
        chosen = [*of_kinds(screen, examples), *of_its_own(screen), *of_harmless(screen, calm)]
        rows = [(read(text), label, importance) for text, label, importance in chosen if read(text)]
        often = Counter(name for at, _label, _importance in rows for name in {name for names in at for name in names})
        numbers = {name: number for number, name in enumerate(name for name in often if often[name] >= SEEN)}
        weights, found[BIAS][screen] = train([numbered(row, numbers) for row in rows], len(numbers))
        for name, number in numbers.items():
            if abs(weights[number]) >= KEPT:
                found.setdefault(name, {})[screen] = weights[number]
    return found


def numbered(row: tuple[list[list[str]], float, float], numbers: dict[str, int]) -> Row:
    at, label, importance = row
    return [[numbers[name] for name in names if name in numbers] for names in at], label, importance


def written(found: dict[str, dict[str, float]]) -> str:
    lines = [BIAS, *sorted(found.keys() - {BIAS})]
    return HEAD + "".join(
        "\t".join([name, *(f"{screen}={weight:.2f}" for screen, weight in found[name].items())]) + "\n"
        for name in lines
    )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    found = learned([example for example in load("kinds") if not held_back(example)])
    FILE.write_text(written(found), encoding="utf-8")
    print(f"{len(found)} features kept")


if __name__ == "__main__":
    main()
