"""`python -m tests.train_wording`: makes articles/quality/weights/wording.tsv anew from the labelled sentences.

Logistic regression, one sentence after another, with a step for each feature that shrinks as the feature is met
(AdaGrad, Duchi et al. 2011). Sets 13 and 17 of claims.jsonl are never learned from: they were kept to be measured.
"""

import math
import os
import random

import django

from articles.content import Content
from articles.quality.folding import MARK, fold
from articles.quality.passages import sentences
from articles.quality.wording import BIAS, FOLDER, features, words_of
from faq.questions import get_questions
from tests.quality_data import HELD_BACK, MEASURED, SENTENCES, STARTER, starter_content

ROUNDS, STEP, SHRINK, KEPT = 12, 0.1, 0.0004, 0.05
OURS = 0.5  # a sentence of our own pages counts for half: there are many of them, and they are alike
HEAD = "# Learned weights of the check “claims-wording”: feature, what it weighs. Made by tests/train_wording.py.\n"
Row = tuple[list[str], float, float]


def may_learn(row: dict) -> bool:
    return row["set"] not in (MEASURED, HELD_BACK)


def rows() -> list[Row]:
    """Features, label and importance of every sentence that may be learned from."""
    labelled = [(row["text"], float(bool(row["expect"])), 1.0) for row in SENTENCES if may_learn(row)]
    contents = [starter_content(path) for path in STARTER]
    contents += [Content(title=question.question, body=str(question.html)) for question in get_questions()]
    ours = [(sentence.text, 0.0, OURS) for content in contents for sentence in sentences(content)]
    return [
        (sorted(features(words_of(fold(text).text), bool(MARK.search(text)))), label, importance)
        for text, label, importance in labelled + ours
    ]


def train(data: list[Row]) -> tuple[dict[str, float], float]:
    """The weights and the bias."""
    weights: dict[str, float] = {}
    steps: dict[str, float] = {}
    bias, bias_step, order = -0.3, 1.0, random.Random(1)
    for _round in range(ROUNDS):
        order.shuffle(data)
        for names, label, importance in data:
            weight = max(-30.0, min(30.0, bias + sum(weights.get(name, 0.0) for name in names)))
            error = importance * (1 / (1 + math.exp(-weight)) - label)
            if abs(error) < 0.001:
                continue
            bias_step += error * error
            bias -= STEP * error / math.sqrt(bias_step)
            for name in names:
                slope = error + SHRINK * weights.get(name, 0.0)
                steps[name] = steps.get(name, 1.0) + slope * slope
                weights[name] = weights.get(name, 0.0) - STEP * slope / math.sqrt(steps[name])
    return weights, bias


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    weights, bias = train(rows())
    kept = {name: weight for name, weight in sorted(weights.items()) if abs(weight) >= KEPT}
    lines = [f"{name}\t{weight:.2f}\n" for name, weight in kept.items()]
    FOLDER.joinpath("wording.tsv").write_text(f"{HEAD}{BIAS}\t{bias:.2f}\n" + "".join(lines), encoding="utf-8")
    print(f"{len(kept)} weights kept of {len(weights)}")


if __name__ == "__main__":
    main()
