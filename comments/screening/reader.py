"""A small language model that reads a whole text: for what is said in words that neither rules nor weights have met.

Rules know wordings, weights know which words keep company, and both lose who does what to whom. This is a transformer
(Vaswani et al. 2017) of three layers and some 400,000 numbers. A text is cut into pieces of words, each piece looks at
all others, and what is seen is weighed once for every screen that asks. What it knows lies in weights/reader.onnx,
made by tests/train_reader.py (docs/decisions/reading-model.md).
"""

from functools import cache, lru_cache

from comments.screening.networks import FOLDER, LONGEST, Network, network, words

FILE = FOLDER / "reader.onnx"
STEP = 64  # pieces: a text that is too long is read in parts that overlap
SHORT, MOST_OF = 100, 0.8  # letters; share: of a short text, and where it is nearly the whole, no part is read again
FEWEST = 4  # words: fewer may mean anything, and rules and weights know them better


def says_little(text: str) -> bool:
    """Whether a text has too few words for a model to make anything of it."""
    return sum(map(str.isalnum, words(text))) < FEWEST


def made_of(text: str) -> dict[str, float]:
    """By screen how strongly `text` (in its plain form) speaks for it: above 0 rather yes; 0 with too few words."""
    known = model()
    if says_little(text):
        return dict.fromkeys(known.screens, 0.0)
    said = [known.said_of(part) for part in parts(known.pieces.numbers(words(text)))]
    return dict(zip(known.screens, map(max, *said) if len(said) > 1 else said[0], strict=True))


def parts(ids: list[int]) -> list[list[int]]:
    """The text itself, or where it is too long parts of it that overlap."""
    return [ids[start : start + LONGEST] for start in range(0, max(1, len(ids) - LONGEST + STEP), STEP)]


@lru_cache(maxsize=8)
def read(text: str) -> dict[str, float]:
    """What the model makes of a text; kept, because each screen asks about the same text, or the same part, next."""
    return made_of(text)


def read_with(text: str, start: int, end: int) -> dict[str, float]:
    """What the model makes of a text or of this part of it, whichever says more: calm words around the part say nothing
    against it."""
    whole, within = read(text), text[start:end]
    if len(text) <= SHORT or len(within) >= MOST_OF * len(text) or says_little(within):
        return whole
    part = read(within)
    return {screen: max(said, part[screen]) for screen, said in whole.items()}


@cache
def model() -> Network:
    """Read once in a process. Raises as `network` does."""
    return network(FILE)
