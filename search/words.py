"""From text to the words that are compared: folded, spelled one way, without stop words, stemmed.

All of it happens here, so that every database finds the same: SQLite and PostgreSQL only look up finished stems.
"""

import re
import unicodedata
from functools import lru_cache

from search.stemming import english_stem

WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"'s\b")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
LONGEST_WORD = 40  # characters; longer ones are no words, and stemming them costs time
# British spellings are looked up as American ones. Applied to index and query alike, so a wrong guess harms nothing.
SPELLINGS = (
    (re.compile(r"ae(?=[a-z]{2})"), "e"),  # anaesthetic, anaemia, paediatric
    (re.compile(r"oe(?=[a-z]{3})"), "e"),  # oesophagus, oestrogen
    (re.compile(r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|al$|able$|ful$)"), "or"),  # behaviour, tumour
    (re.compile(r"is(?=(e|ed|es|er|ing|ation|ations)$)"), "iz"),  # hospitalise, randomised
    (re.compile(r"ys(?=(e|ed|es|ing)$)"), "yz"),  # analyse
    (re.compile(r"(?<=[a-z]{2})tre(?=s?$)"), "ter"),  # centre, litre
    (re.compile(r"ogue(?=s?$)"), "og"),  # dialogue
    (re.compile(r"ll(?=(ed|ing|er|or)$)"), "l"),  # counselling
    (re.compile(r"mme(?=s?$)"), "m"),  # programme
)
STOP_WORDS = frozenset(
    word
    for line in (
        "a about after again all also am lot lots an and any are as at be because been before being but by can could",
        "did do does doing done for from get gets got had has have having he her here hers him his how i if",
        "in into is it its itself just let me more most my myself no nor not of off on or other our out over",
        "own please s she should so some such t tell than that the their them then there these they this",
        "those to too under until up us very was we were what when where which while who whom why will with",
        "would you your",
    )
    for word in line.split()
)


def fold(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    return NOT_ASCII.sub(without_accent, unicodedata.normalize("NFKD", text.casefold()))


def without_accent(match: re.Match[str]) -> str:
    return "" if unicodedata.combining(match[0]) else match[0]


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, stop words and all."""
    return [word[:LONGEST_WORD] for word in WORD.findall(plain(text))]


def plain(text: str) -> str:
    """The folded text without apostrophes, which belong to their word: "don't" is one, and so is "doctor's" (whose s
    goes)."""
    folded = fold(text)
    if "'" not in folded and "’" not in folded:
        return folded
    return POSSESSIVE.sub("", folded.replace("’", "'")).replace("'", "")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word: "infusions" and "infusion" have the same, "anaesthetic" and "anesthetic" too."""
    for pattern, other in SPELLINGS:
        word = pattern.sub(other, word)
    return english_stem(word)


def stems_of(text: str, *, stop_words: bool = False) -> list[str]:
    """The stems of a text in order, without its stop words unless they are asked for."""
    return [stem(word) for word in words_of(text) if stop_words or word not in STOP_WORDS]


STOP_STEMS = frozenset(map(stem, STOP_WORDS))
