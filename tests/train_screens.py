"""`python -m tests.train_screens`: makes comments/screening/weights/*.tsv anew from the labelled texts of tests/data.

Those of tests/data/unseen are never learned from: they are there to measure what was learned.

Logistic regression, one text after another, with a step for each feature that shrinks as the feature is met (AdaGrad,
Duchi et al. 2011). A text is only as heavy as its heaviest window, so only that one learns from its label. Written out
here because it is forty lines, needs no library, and gives the same weights every time on the same Python.
"""

import json
import math
import os
import random
from itertools import accumulate
from pathlib import Path

import django

from articles.content import Content
from articles.quality.passages import sentences
from comments.screening.finding import HIGH
from comments.screening.folding import fold
from comments.screening.learned import BIAS, FOLDER, features, tokens, windows
from faq.questions import get_questions
from tests.quality_data import STARTER, starter_content

DATA = Path(__file__).with_name("data")
ROUNDS, STEP, SHRINK, KEPT = 10, 0.1, 0.0002, 0.1
HEAD = "# Learned weights of the screen “{screen}”: word or words, what they weigh. Made by tests/train_screens.py.\n"
OURS = 0.5  # a sentence of our own pages counts for half: there are many of them, and they are alike

Row = tuple[list[list[str]], list[tuple[int, int]], float, float]


def rows_of_distress() -> list[Row]:
    """Features, windows, label and importance of every labelled text. Texts about other things count for less."""
    found = []
    for path in sorted(DATA.glob("*.jsonl"), key=lambda path: path.name):
        ours = path.stem.startswith("distress")
        if path.stem in ("language", "kinds"):  # other languages; texts of which some are in danger, and not marked so
            continue
        for entry in entries(path):
            if "expect" in entry:
                found.append(row(entry["text"], ours and HIGH in entry["expect"], 1.0 if ours else 0.4))
    return [each for each in found if each[1]]


def rows_of_staff_replies() -> list[Row]:
    """The same of replies; our own pages speak to readers as a reply may."""
    paths = sorted(DATA.glob("staff_reply*.jsonl"), key=lambda path: path.name)
    found = [row(entry["text"], bool(entry["expect"]), 1.0) for path in paths for entry in entries(path)]
    contents = [starter_content(path) for path in STARTER]
    contents += [Content(title=question.question, body=str(question.html)) for question in get_questions()]
    found += [row(sentence.text, False, OURS) for content in contents for sentence in sentences(content)]
    return [each for each in found if each[1]]


def entries(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def row(text: str, label: bool, importance: float) -> Row:
    words, _spans = tokens(fold(text).text)
    return features(words), windows(words), float(label), importance


def train(data: list[Row]) -> tuple[dict[str, float], float]:
    """The weights and the bias."""
    weights: dict[str, float] = {}
    steps: dict[str, float] = {}
    bias, bias_step, order = -1.0, 1.0, random.Random(1)
    for _round in range(ROUNDS):
        order.shuffle(data)
        for at, places, label, importance in data:
            sums = [0.0, *accumulate(sum(weights.get(name, 0.0) for name in names) for names in at)]
            first, last = max(places, key=lambda place: sums[place[1]] - sums[place[0]])
            weight = max(-30.0, min(30.0, bias + sums[last] - sums[first]))
            error = importance * (1 / (1 + math.exp(-weight)) - label)
            if abs(error) < 0.001:
                continue
            bias_step += error * error
            bias -= STEP * error / math.sqrt(bias_step)
            for name in (name for names in at[first:last] for name in names):
                slope = error + SHRINK * weights.get(name, 0.0)
                steps[name] = steps.get(name, 1.0) + slope * slope
                weights[name] = weights.get(name, 0.0) - STEP * slope / math.sqrt(steps[name])
    return weights, bias


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    for screen, rows in {"distress": rows_of_distress, "staff_reply": rows_of_staff_replies}.items():
        weights, bias = train(rows())
        kept = {name: weight for name, weight in sorted(weights.items()) if abs(weight) >= KEPT}
        lines = [f"{name}\t{weight:.2f}\n" for name, weight in kept.items()]
        text = HEAD.format(screen=screen) + f"{BIAS}\t{bias:.2f}\n" + "".join(lines)
        FOLDER.joinpath(f"{screen}.tsv").write_text(text, encoding="utf-8")
        print(f"{screen}: {len(kept)} weights kept of {len(weights)}")


if __name__ == "__main__":
    main()
