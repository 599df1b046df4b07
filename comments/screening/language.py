"""Is this text in a language our rules can read? If not, that is a medium hit: a person reads it with that in mind.

English is the only language with rules. Other alphabets are known by their letters, languages in our alphabet by their
commonest words (rules/language.toml). A quotation of a few foreign words in an English text is no hit.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from comments.screening.finding import MEDIUM, Finding
from comments.screening.folding import Folded
from comments.screening.rules import FOLDER

SCREEN = "language"
READ = "english"
FOREIGN_LETTERS = 0.3  # share of letters from other alphabets that makes a text foreign

_LETTERS = re.compile(r"[^\W\d_]")
# Latin with its accents; everything else that is a letter belongs to another alphabet. Styled letters ("𝓱𝓮𝓵𝓹") and
# full-width ones are Latin in disguise and fold to it.
_OTHER_ALPHABET = re.compile(
    r"[\u0370-\u1cff\u2c00-\u2c5f\u2c80-\ua71f\ua800-\uab2f\uab70-\ufaff\ufb13-\ufeff\uff66-\uffdc\U00010000-\U0001d3ff"
    r"\U0001e000-\U0001efff\U00020000-\U000323af]"
)
_LATIN_BLOCKS_WITHIN = re.compile(r"[\u1d00-\u1dbf\u1e00-\u1eff]")
# Endings that hardly any other language has so often: keeps telegram style full of nouns from counting as unknown.
_ENGLISH_ENDING = re.compile(
    r"(?:ing|ed|tion|ly|ness|ment|ful|less|able|ough|ight|ship|ists?|ants?|ors?|ways?|ology|'s|ck|th|sh|ee|oo\w)$"
)
_ADDRESS = re.compile(r"\S{1,200}[@/]\S+|\S{1,200}\.\w{2,}|(?<!\w)\w*\d\w*")  # of mail and web, codes: no language
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Words:
    english: frozenset[str]
    others: dict[str, frozenset[str]]
    minimum: int
    unknown: int
    share: float


@cache
def _words() -> Words:
    data = tomllib.loads((FOLDER / f"{SCREEN}.toml").read_text(encoding="utf-8"))
    lists = {name: frozenset(text.split()) for name, text in data["languages"].items()}
    english = lists.pop(READ)
    others = {name: words - english for name, words in lists.items()}
    return Words(english, others, data["minimum_words"], data["unknown_words"], data["unknown_share"])


def screen(text: str, folded: Folded) -> list[Finding]:
    """One finding over the whole text, its kind the language where we can tell, else "unknown" or "alphabet"."""
    kind = _foreign(text)
    if kind is None:
        return []
    start = len(text) - len(text.lstrip())
    return [Finding(SCREEN, kind, MEDIUM, start, len(text.rstrip()), "no-rules-for-language")]


def _foreign(text: str) -> str | None:
    if not text.isascii():
        letters = len(_LETTERS.findall(text))
        other = sum(1 for letter in _LETTERS.findall(text) if _OTHER_ALPHABET.match(letter))
        if letters and other / letters > FOREIGN_LETTERS and not _is_disguise(text):
            return "alphabet"
    plain = _ADDRESS.sub(" ", text.lower().replace("’", "'"))
    words = [word for word in _WORD.findall(plain) if len(word) > 1]
    return _foreign_words(words)


def _is_disguise(text: str) -> bool:
    """English written with look-alike letters: words that mix alphabets."""
    mixed = [word for word in _WORD.findall(text) if _OTHER_ALPHABET.search(word) and re.search(r"[a-zA-Z]", word)]
    return len(mixed) >= 2


def _foreign_words(words: list[str]) -> str | None:
    known = _words()
    if len(words) < known.minimum:
        return None
    english = sum(word in known.english for word in words)
    matches = {name: [word for word in words if word in listed] for name, listed in known.others.items()}
    name = max(matches, key=lambda language: len(matches[language]))
    clear = len(matches[name]) >= 2 or (not english and any(len(word) >= 5 for word in matches[name]))
    if clear and len(matches[name]) > english:
        return name
    words = [word for word in words if len(word) >= 3]
    likely = english + sum(bool(_ENGLISH_ENDING.search(word)) for word in words if word not in known.english)
    if len(words) >= known.unknown and likely / len(words) < known.share:
        return "unknown"
    return None
