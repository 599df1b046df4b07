"""What makes two words a person's name: the lists of rules/identifiers/known_names.toml and how they are asked."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from comments.screening.rules import FOLDER

PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "da", "di", "del", "della", "la", "le", "al", "bin", "ibn", "dos", "el", "ni"]
)
_LOOKS_LIKE_A_VERB = re.compile(r".{2,}(?:ed|ing|ly|tion|ment|ness|ful|able|ive|ous|ies|'s|n't|'ll|'d|'ve|'re)$")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


@dataclass(frozen=True)
class KnownNames:
    """The lists, as sets."""

    first: frozenset[str]
    sure_first: frozenset[str]
    ambiguous_first: frozenset[str]
    surnames: frozenset[str]
    ambiguous_surnames: frozenset[str]
    not_names: frozenset[str]
    public_figures: frozenset[str]
    common: frozenset[str]


@cache
def known() -> KnownNames:
    """The lists of known_names.toml, read once."""
    data = tomllib.loads((FOLDER / "identifiers" / "known_names.toml").read_text(encoding="utf-8"))
    figures = frozenset(" ".join(name.split()) for name in data.pop("public_figures").replace("\n", "|").split("|"))
    sets = {name: frozenset(words.split()) for name, words in data.items()}
    sets["sure_first"] = sets["first"] - sets["ambiguous_first"]
    sets["first"] |= sets["ambiguous_first"]
    sets["surnames"] |= sets["ambiguous_surnames"]
    return KnownNames(public_figures=figures, **sets)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_initials(self) -> bool:
        """ "RM" in "Berman RM", "J" in "Smith J": how papers cite, not how people are called."""
        return len(self.text) <= 3 and self.text.isupper()


def words_from(text: str, start: int, most: int) -> list[Word]:
    """Up to `most` words from `start` on that only single blanks, or the dot of an initial, hold apart."""
    out: list[Word] = []
    at = start
    while len(out) < most and (match := _WORD.match(text, at)):
        word = re.sub(r"'s?$", "", match[0])
        out.append(Word(word, word.lower(), match.start(), match.start() + len(word)))
        at = match.end()
        if len(match[0]) == 1 and text[at : at + 1] == ".":
            at += 1
        if word != match[0] or text[at : at + 1] != " ":
            break
        at += 1
    return out


def is_surname(word: Word, *, capital: bool) -> bool:
    """Whether the word can be a surname; in lower case only known ones that are no ordinary words."""
    names = known()
    if len(word.text) < 2 or word.low in names.not_names or (word.is_initials and word.low not in names.surnames):
        return False
    if capital:
        return word.low in names.surnames or word.low not in names.common
    return word.low in names.surnames and word.low not in names.ambiguous_surnames


def could_be_surname(word: Word) -> bool:
    """Whether a word in lower case is at least no ordinary word. For places where a name is surely meant."""
    names = known()
    if word.low in names.surnames:
        return word.low not in names.common
    return (
        len(word.low) > 2 and word.low not in names.common | names.not_names and not _LOOKS_LIKE_A_VERB.match(word.low)
    )
