"""A small language model that reads a whole text: for what is said in words that neither rules nor weights have met.

Rules know wordings, weights know which words keep company, and both lose who does what to whom. This is a transformer
(Vaswani et al. 2017) of two layers and some 300,000 numbers. A text is cut into pieces of words, each piece looks at
all others, and what is seen is weighed once for every screen that asks. What it knows lies in weights/reader.npz,
made by tests/train_reader.py (docs/decisions/reading-model.md). Nothing is fetched, and no text leaves the process.
"""

import os
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

# Before NumPy is read: its own threads only get in each other's way on matrices as small as these.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np

FILE = Path(__file__).with_name("weights") / "reader.npz"
LONGEST, STEP = 96, 64  # pieces read at once; a longer text is read in parts that overlap
MOST_OF = 0.8  # a part that is nearly the whole is not read again
FEWEST = 4  # words: fewer may mean anything, and rules and weights know them better
WIDEST = 60  # letters of one word: what is longer is no word
UNKNOWN, INSIDE = "[UNK]", "##"
_WORD = re.compile(r"[^\W_]+|[^\s\w]|_")
Array = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Layer:
    """One round of looking around: attention (queries, keys and values in one matrix), then a small network.

    What a norm was taught to scale and to add is multiplied into the matrix behind it: the same result in fewer steps.
    """

    look: tuple[Array, Array]
    out: tuple[Array, Array]
    widen: tuple[Array, Array]
    narrow: tuple[Array, Array]


@dataclass(frozen=True)
class Reader:
    """What was learned: the pieces and their vectors, the layers, and how each screen weighs what was seen."""

    screens: tuple[str, ...]
    pieces: dict[str, int]
    vectors: Array
    places: Array
    heads: int
    layers: tuple[Layer, ...]
    judge: tuple[Array, Array]

    def read(self, text: str) -> dict[str, float]:
        """By screen how strongly `text` (in its plain form) speaks for it: above 0 rather yes; 0 with too few words."""
        ids = self.numbers(text)
        if sum(map(str.isalnum, _WORD.findall(text))) < FEWEST:
            return dict.fromkeys(self.screens, 0.0)
        starts = range(0, max(1, len(ids) - LONGEST + STEP), STEP)
        seen = np.max([self.seen_in(ids[start : start + LONGEST]) for start in starts], axis=0)
        return dict(zip(self.screens, seen.tolist(), strict=True))

    def numbers(self, text: str) -> list[int]:
        """The pieces of the words of a text, by number."""
        return [number for word in _WORD.findall(text) for number in self.pieces_of(word)]

    def pieces_of(self, word: str) -> tuple[int, ...]:
        """The longest pieces that make up a word, from the left."""
        found, start = [], 0
        while start < len(word) <= WIDEST:
            before = INSIDE if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if before + word[start:end] in self.pieces), None)
            if end is None:
                break
            found.append(self.pieces[before + word[start:end]])
            start = end
        return tuple(found) if word and start == len(word) else (self.pieces[UNKNOWN],)

    def seen_in(self, ids: list[int]) -> Array:
        """What each screen makes of one part."""
        x = self.vectors[ids] + self.places[: len(ids)]
        for layer in self.layers:
            x += times(self.looked_around(times(norm(x), layer.look)), layer.out)
            wide = times(norm(x), layer.widen)
            x += times(np.maximum(wide, 0, out=wide), layer.narrow)
        most, whole = np.maximum.reduce(x, axis=0), np.add.reduce(x, axis=0)
        return times(np.concatenate([most, whole / np.float32(len(ids))]), self.judge)

    def looked_around(self, asked: Array) -> Array:
        """Attention: every piece gathers from the others as much as its question fits their answers."""
        count, width = asked.shape[0], asked.shape[1] // 3
        queries, keys, values = asked.reshape(count, 3, self.heads, width // self.heads).transpose(1, 2, 0, 3)
        fit = queries @ keys.transpose(0, 2, 1)
        fit -= np.maximum.reduce(fit, axis=2, keepdims=True)
        np.exp(fit, out=fit)
        fit /= np.add.reduce(fit, axis=2, keepdims=True)
        return (fit @ values).transpose(1, 0, 2).reshape(count, width)


def times(x: Array, linear: tuple[Array, Array]) -> Array:
    result = x @ linear[0]
    result += linear[1]
    return result


def norm(x: Array) -> Array:
    """Every row moved to a mean of nought and a variance of one."""
    width = np.float32(x.shape[1])
    x = x - np.add.reduce(x, axis=1, keepdims=True) / width
    x /= np.sqrt(np.add.reduce(x * x, axis=1, keepdims=True) / width + np.float32(1e-5))
    return x


@lru_cache(maxsize=2)
def read(text: str) -> dict[str, float]:
    """What the model makes of a text; kept, because each screen is asked about the same text next."""
    return reader().read(text)


def read_with(text: str, start: int, end: int) -> dict[str, float]:
    """What the model makes of a text or of this part of it, whichever says more: calm words around the part say nothing
    against it."""
    whole = read(text)
    if end - start >= MOST_OF * len(text):
        return whole
    part = reader().read(text[start:end])
    return {screen: max(said, part[screen]) for screen, said in whole.items()}


@cache
def reader() -> Reader:
    """Read once in a process. Raises OSError where the file is missing, KeyError or ValueError where it is damaged."""
    with np.load(FILE, allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}

    def pair(name: str) -> tuple[Array, Array]:
        return full(data, f"{name}.weight"), full(data, f"{name}.bias")

    heads, layers = int(data["heads"]), []
    for at in range(int(data["layers"])):
        look = behind(pair(f"{at}.norm"), pair(f"{at}.look"))
        width = look[0].shape[1] // 3
        for part in look:  # what a fit is divided by, once and for all
            part[..., :width] /= np.sqrt(np.float32(width // heads))
        widen = behind(pair(f"{at}.norm_after"), pair(f"{at}.widen"))
        layers.append(Layer(look, pair(f"{at}.out"), widen, pair(f"{at}.narrow")))
    pieces = bytes(data["pieces"]).decode().split("\n")
    return Reader(
        screens=tuple(bytes(data["screens"]).decode().split()),
        pieces={piece: number for number, piece in enumerate(pieces)},
        vectors=full(data, "vectors"),
        places=full(data, "places"),
        heads=heads,
        layers=tuple(layers),
        judge=pair("judge"),
    )


def behind(norm: tuple[Array, Array], linear: tuple[Array, Array]) -> tuple[Array, Array]:
    """A matrix and what is added, with what the norm before it scales and adds."""
    scale, shift = norm
    return np.ascontiguousarray(scale[:, None] * linear[0]), shift @ linear[0] + linear[1]


def full(data: dict[str, Any], name: str) -> Array:
    """A matrix kept in bytes, each row with its own scale, or in half precision."""
    kept = np.ascontiguousarray(data[name].astype(np.float32))
    return kept * data[f"{name}.scale"].astype(np.float32) if f"{name}.scale" in data else kept
