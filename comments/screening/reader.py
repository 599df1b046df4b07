"""A small language model that reads a whole text: for what is said in words that neither rules nor weights have met.

Rules know wordings, weights know which words keep company, and both lose who does what to whom. This is a transformer
(Vaswani et al. 2017) of two layers and some 300,000 numbers. A text is cut into pieces of words, each piece looks at
all others, and what is seen is weighed once for every screen that asks. What it knows lies in weights/reader.npz,
made by tests/train_reader.py (docs/decisions/reading-model.md). Nothing is fetched, and no text leaves the process.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from comments.screening.networks import FOLDER, Array, Kept, Linear, Pieces, looked_around, norm, parts, times, words

FILE = FOLDER / "reader.npz"
MOST_OF = 0.8  # a part that is nearly the whole is not read again
FEWEST = 4  # words: fewer may mean anything, and rules and weights know them better


@dataclass(frozen=True)
class Layer:
    """One round of looking around: attention (queries, keys and values in one matrix), then a small network.

    What a norm was taught to scale and to add is multiplied into the matrix behind it: the same result in fewer steps.
    """

    look: Linear
    out: Linear
    widen: Linear
    narrow: Linear


@dataclass(frozen=True)
class Reader:
    """What was learned: the pieces and their vectors, the layers, and how each screen weighs what was seen."""

    screens: tuple[str, ...]
    pieces: Pieces
    vectors: Array
    places: Array
    heads: int
    layers: tuple[Layer, ...]
    judge: Linear

    def read(self, text: str) -> dict[str, float]:
        """By screen how strongly `text` (in its plain form) speaks for it: above 0 rather yes; 0 with too few words."""
        if says_little(text):
            return dict.fromkeys(self.screens, 0.0)
        seen = np.max([self.seen_in(part) for part in parts(self.pieces.numbers(words(text)))], axis=0)
        return dict(zip(self.screens, seen.tolist(), strict=True))

    def seen_in(self, ids: list[int]) -> Array:
        """What each screen makes of one part."""
        x = self.vectors[ids] + self.places[: len(ids)]
        for layer in self.layers:
            x += times(looked_around(times(norm(x), layer.look), self.heads), layer.out)
            wide = times(norm(x), layer.widen)
            x += times(np.maximum(wide, 0, out=wide), layer.narrow)
        most, whole = np.maximum.reduce(x, axis=0), np.add.reduce(x, axis=0)
        return times(np.concatenate([most, whole / np.float32(len(ids))]), self.judge)


def says_little(text: str) -> bool:
    """Whether a text has too few words for a model to make anything of it."""
    return sum(map(str.isalnum, words(text))) < FEWEST


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
    """Read once in a process. Raises as `Kept` does."""
    kept = Kept(FILE)
    return Reader(
        screens=kept.screens(),
        pieces=kept.pieces(),
        vectors=kept.full("vectors"),
        places=kept.full("places"),
        heads=kept.heads,
        layers=tuple(
            Layer(
                look=kept.asking(behind(kept.linear(f"{at}.norm"), kept.linear(f"{at}.look"))),
                out=kept.linear(f"{at}.out"),
                widen=behind(kept.linear(f"{at}.norm_after"), kept.linear(f"{at}.widen")),
                narrow=kept.linear(f"{at}.narrow"),
            )
            for at in kept.layers
        ),
        judge=kept.linear("judge"),
    )


def behind(norm: Linear, linear: Linear) -> Linear:
    """A matrix and what is added, with what the norm before it scales and adds."""
    scale, shift = norm
    return np.ascontiguousarray(scale[:, None] * linear[0]), shift @ linear[0] + linear[1]
