"""What both language models (reader.py, careful.py) are made of: pieces of words, and a few steps on matrices."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).with_name("weights")
LONGEST, STEP = 96, 64  # pieces read at once; a longer text is read in parts that overlap
WIDEST = 60  # letters of one word: what is longer is no word
UNKNOWN, INSIDE = "[UNK]", "##"
_WORD = re.compile(r"[^\W_]+|[^\s\w]|_")
Array = np.ndarray[Any, np.dtype[np.float32]]
Linear = tuple[Array, Array]


@dataclass(frozen=True)
class Pieces:
    """The pieces of words that a model knows, by number."""

    known: dict[str, int]

    def numbers(self, words: list[str]) -> list[int]:
        return [number for word in words for number in self.of(word)]

    def of(self, word: str) -> tuple[int, ...]:
        """The longest pieces that make up a word, from the left."""
        if word in self.known:
            return (self.known[word],)
        found, start = [], 0
        while start < len(word) <= WIDEST:
            before = INSIDE if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if before + word[start:end] in self.known), None)
            if end is None:
                break
            found.append(self.known[before + word[start:end]])
            start = end
        return tuple(found) if word and start == len(word) else (self.known[UNKNOWN],)


@lru_cache(maxsize=4)
def words(text: str) -> list[str]:
    """The words and signs of a text in its plain form."""
    return _WORD.findall(text)


def parts(ids: list[int], longest: int = LONGEST) -> list[list[int]]:
    """The text itself, or where it is too long parts of it that overlap."""
    return [ids[start : start + longest] for start in range(0, max(1, len(ids) - longest + STEP), STEP)]


def times(x: Array, linear: Linear) -> Array:
    result = x @ linear[0]
    result += linear[1]
    return result


def norm(x: Array, epsilon: float = 1e-5) -> Array:
    """Every row moved to a mean of nought and a variance of one."""
    width = np.float32(x.shape[1])
    x = x - np.add.reduce(x, axis=1, keepdims=True) / width
    x /= np.sqrt(np.add.reduce(x * x, axis=1, keepdims=True) / width + np.float32(epsilon))
    return x


def looked_around(asked: Array, heads: int) -> Array:
    """Attention: every piece gathers from the others as much as its question fits their answers.

    `asked` holds questions (already scaled), answers and what is told, side by side.
    """
    count, width = asked.shape[0], asked.shape[1] // 3
    queries, keys, values = asked.reshape(count, 3, heads, width // heads).transpose(1, 2, 0, 3)
    fit = queries @ keys.transpose(0, 2, 1)
    fit -= np.maximum.reduce(fit, axis=2, keepdims=True)
    np.exp(fit, out=fit)
    fit /= np.add.reduce(fit, axis=2, keepdims=True)
    return (fit @ values).transpose(1, 0, 2).reshape(count, width)


class Kept:
    """The numbers of a file in weights/. Raises OSError where it is missing, KeyError or ValueError where damaged."""

    def __init__(self, file: Path) -> None:
        with np.load(file, allow_pickle=False) as data:
            self.data = {name: data[name] for name in data.files}
        self.heads, self.layers = int(self.data["heads"]), range(int(self.data["layers"]))

    def linear(self, name: str) -> Linear:
        return self.full(f"{name}.weight"), self.full(f"{name}.bias")

    def full(self, name: str) -> Array:
        """A matrix kept in bytes, with its scales, or in half precision."""
        kept = np.ascontiguousarray(self.data[name].astype(np.float32))
        return kept * self.data[f"{name}.scale"].astype(np.float32) if f"{name}.scale" in self.data else kept

    def asking(self, linear: Linear) -> Linear:
        """What asks, with what a fit is divided by, once and for all."""
        width = linear[0].shape[1] // 3
        for part in linear:
            part[..., :width] /= np.sqrt(np.float32(width // self.heads))
        return linear

    def pieces(self) -> Pieces:
        names = bytes(self.data["pieces"]).decode().split("\n")
        return Pieces({piece: number for number, piece in enumerate(names)})

    def screens(self) -> tuple[str, ...]:
        return tuple(bytes(self.data["screens"]).decode().split())
