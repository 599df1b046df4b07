"""Marks on letters, before Unicode's normal forms are made of a text."""

import re
import unicodedata

MOST_MARKS = 30  # on one letter, as in Unicode's stream-safe text format (UAX #15); no language needs as many
LONG_RUN = re.compile(rf"[^\x00-\x7f]{{{MOST_MARKS + 1},}}")


def few_marks(text: str) -> str:
    """`text` without the marks after a letter's thirtieth. Normal forms put the marks of a letter in order, which takes
    quadratic time: 128,000 of them, in a form of 256 KB, took eleven seconds."""
    return LONG_RUN.sub(_thinned, text)


def _thinned(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
