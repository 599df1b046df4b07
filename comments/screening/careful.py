"""A larger language model that reads again what rules, weights and the small model leave in doubt.

The small one (reader.py) is quick and knows little of the world. This one has six layers and some ten million numbers:
all-MiniLM-L6-v2 (Apache-2.0), taught further with our labelled texts by tests/train_careful.py. It takes some ten
times as long, so only texts in doubt are given to it (docs/decisions/careful-reading.md).
"""

from functools import cache, lru_cache

from comments.screening.networks import FOLDER, LONGEST, Network, network, words

FILE = FOLDER / "careful.onnx"
LETTERS = 600  # to either side of a part: more than are ever read
FIRST, LAST = "[CLS]", "[SEP]"


def read(text: str, start: int, end: int) -> dict[str, float]:
    """By screen how strongly `text` (in its plain form) speaks for it; of a long text what stands around this part."""
    known = model()
    return dict(zip(known.screens, _said_of(tuple(around(known, text, start, end))), strict=True))


@lru_cache(maxsize=16)
def _said_of(ids: tuple[int, ...]) -> list[float]:
    """Kept, because several screens may be in doubt about the same text."""
    return model().said_of(list(ids))


def around(known: Network, text: str, start: int, end: int) -> list[int]:
    """The pieces to be read: one reading whatever the length, so that what it costs is bounded by LONGEST."""
    numbers, most = known.pieces.numbers, LONGEST - 2
    ids = numbers(words(text))
    if len(ids) > most:
        part = numbers(words(text[start:end]))[:most]
        before = numbers(words(text[max(0, start - LETTERS) : start]))
        after = numbers(words(text[end : end + LETTERS]))
        room = most - len(part)
        left = min(len(before), max(room // 2, room - len(after)))
        ids = before[len(before) - left :] + part + after[: room - left]
    return [known.pieces.known[FIRST], *ids, known.pieces.known[LAST]]


@cache
def model() -> Network:
    """Read once in a process, when the first text is in doubt. Raises as `network` does."""
    return network(FILE)
