"""The form of a text in which identifiers are sought: case, digits and punctuation stay, only their disguises go.

The fold of the other screens turns "SW1A" into letters and "_" into blanks; here those signs are the point.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "\t": " ", "\r": " "}
_DASHES = frozenset("‐‑‒–—―−")
_ACCENTS = frozenset(("Mn", "Me", "Cf"))


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` as cleaned, `low` the same in lower case and of the same length, and where each character came from."""

    text: str
    low: str
    positions: list[int] | range
    ends: list[int] | range
    has_digits: bool

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original for a span of the plain form (end exclusive, not empty)."""
        return self.positions[start], self.ends[end - 1]


@lru_cache(maxsize=4096)
def _cleaned(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if character in _DASHES:
        return "-"
    if character.isspace():
        return character if character == "\n" else " "
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in parts if unicodedata.category(part) not in _ACCENTS)
    return "".join(str(unicodedata.digit(part)) if part.isdigit() else part for part in kept)


def plainly(text: str) -> Plain:
    """Cleans `text`: full-width digits and letters, accents, invisible signs, kinds of blanks, dashes and quotes."""
    if text.isascii():
        return _plain(text.replace("\t", " ").replace("\r", " "), range(len(text)), range(1, len(text) + 1))
    out: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        clean = character if character.isascii() else _cleaned(character)
        out.append(clean)
        positions.extend([position] * len(clean))
    return _plain("".join(out), positions, [position + 1 for position in positions])


def _plain(text: str, positions: list[int] | range, ends: list[int] | range) -> Plain:
    low = text.lower()
    if len(low) != len(text):
        low = "".join(lowered if len(lowered := character.lower()) == 1 else character for character in text)
    return Plain(text, low, positions, ends, any(digit in text for digit in "0123456789"))
