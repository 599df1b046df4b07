"""A larger language model that reads again what rules, weights and the small model leave in doubt.

The small one (reader.py) is quick and knows little of the world. This one has six layers and some ten million numbers:
all-MiniLM-L6-v2 (Apache-2.0), taught further with our labelled texts by tests/train_careful.py. It takes twenty times
as long, so only texts in doubt are given to it (docs/decisions/careful-reading.md). Nothing is fetched, and no text
leaves the process.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from comments.screening.networks import (
    FOLDER,
    LONGEST,
    Array,
    Kept,
    Linear,
    Pieces,
    looked_around,
    norm,
    times,
    words,
)  # fmt: skip

FILE = FOLDER / "careful.npz"
LETTERS = 600  # to either side of a part: more than are ever read
FIRST, LAST = "[CLS]", "[SEP]"
EPSILON = 1e-12


@dataclass(frozen=True)
class Layer:
    """One round: attention, then a small network; after each the norm with what it was taught to scale and to add."""

    look: Linear
    out: Linear
    norm: Linear
    widen: Linear
    narrow: Linear
    norm_after: Linear

    def gone_through(self, x: Array, heads: int) -> Array:
        x = normed(x + times(looked_around(times(x, self.look), heads), self.out), self.norm)
        return normed(x + times(bent(times(x, self.widen)), self.narrow), self.norm_after)


@dataclass(frozen=True)
class Model:
    screens: tuple[str, ...]
    pieces: Pieces
    vectors: tuple[np.ndarray, Array]  # in bytes and their scales: only the rows of a text are ever multiplied
    places: Array
    norm: Linear
    heads: int
    layers: tuple[Layer, ...]
    judge: Linear

    def read(self, text: str, start: int, end: int) -> dict[str, float]:
        """By screen how strongly `text` (in its plain form) speaks for it; of a long text what stands around this part.

        One reading whatever the length: what it costs is bounded by LONGEST.
        """
        most = LONGEST - 2
        ids = self.pieces.numbers(words(text))
        if len(ids) > most:
            part = self.pieces.numbers(words(text[start:end]))[:most]
            before = self.pieces.numbers(words(text[max(0, start - LETTERS) : start]))
            after = self.pieces.numbers(words(text[end : end + LETTERS]))
            half = (most - len(part)) // 2
            ids = before[len(before) - half :][:half] + part + after[:half]
        ids = [self.pieces.known[FIRST], *ids, self.pieces.known[LAST]]
        return dict(zip(self.screens, self.seen_in(ids).tolist(), strict=True))

    def seen_in(self, ids: list[int]) -> Array:
        kept, scales = self.vectors
        x = normed(kept[ids] * scales[ids] + self.places[: len(ids)], self.norm)
        for layer in self.layers:
            x = layer.gone_through(x, self.heads)
        return times(np.add.reduce(x, axis=0) / np.float32(len(ids)), self.judge)


def normed(x: Array, taught: Linear) -> Array:
    x = norm(x, EPSILON)
    x *= taught[0]
    x += taught[1]
    return x


def bent(x: Array) -> Array:
    """GELU (Hendrycks and Gimpel 2016) by its tanh: within 0.001 of the one that the model was taught with."""
    inner = x * x
    inner *= np.float32(0.044715 * 0.7978845608)
    inner += np.float32(0.7978845608)
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner


@lru_cache(maxsize=4)
def read(text: str, start: int, end: int) -> dict[str, float]:
    """What the larger model makes of a text in its plain form, read around this part of it; kept, because other screens
    may ask next."""
    return model().read(text, start, end)


@cache
def model() -> Model:
    """Read once in a process, when the first text is in doubt. Raises as `Kept` does."""
    kept = Kept(FILE)
    names = {"out", "norm", "widen", "narrow", "norm_after"}
    return Model(
        screens=kept.screens(),
        pieces=kept.pieces(),
        vectors=(kept.data["vectors"], kept.data["vectors.scale"].astype(np.float32)),
        places=kept.full("places"),
        norm=kept.linear("norm"),
        heads=kept.heads,
        layers=tuple(
            Layer(look=kept.asking(kept.linear(f"{at}.look")), **{name: kept.linear(f"{at}.{name}") for name in names})
            for at in kept.layers
        ),
        judge=kept.linear("judge"),
    )
