"""The form of a text that rules are matched on, with the way back to the text as it was written."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# [@key], [@key; @other], [3], [3, 4], [3–5], (Zarate et al., 2006), (Zarate 2006)
MARK = re.compile(
    r"\[@[\w-]+(?:\s*[;,]\s*@[\w-]+){0,20}\]"
    r"|\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20}\]"
    r"|\([A-Z][\w'’-]{1,30}(?: (?:et al\.?|(?:and|&) [A-Z][\w'’-]{1,30}))?,? (?:19|20)\d\d[a-z]?\)"
)
SHORT = 400  # characters; a sentence has half of that
DROPPED = set("\u00ad\u200b\u200c\u200d\u2060\ufeff*`")
SAME = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‑": "-", "‐": "-",
        "—": "–", "―": "–", "−": "-"}  # fmt: skip


@dataclass(frozen=True)
class Folded:
    """`text` is lower case, with plain quotes and single spaces, without source marks; `origin[i]` is where
    `text[i]` came from. The map never decreases, and has one entry more than the text: the end."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text behind text[start:end], which must not be empty."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold `text`. Every stretch of white space, every source mark and every picture becomes one space."""
    return kept(text) if len(text) <= SHORT else folded(text)


@lru_cache(maxsize=2048)
def kept(text: str) -> Folded:
    """While an editor works, most sentences are the same as a moment ago. Long texts would fill the memory."""
    return folded(text)


def folded(text: str) -> Folded:
    out: list[str] = []
    origin: list[int] = []
    marked = {place for mark in MARK.finditer(text) for place in range(*mark.span())}
    for place, letter in enumerate(text):
        if letter in DROPPED:
            continue
        space = place in marked or letter.isspace() or letter == "\ufffc"
        for piece in " " if space else plain(letter):
            if piece != " " or (out and out[-1] != " "):
                out.append(piece)
                origin.append(place)
    return Folded("".join(out), (*origin, len(text)))


def plain(letter: str) -> str:
    if letter < "\x80":
        return letter.lower()
    letter = SAME.get(letter, letter)
    return letter if letter == "–" else unicodedata.normalize("NFKC", letter).lower()
