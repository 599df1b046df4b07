"""From text to the words that are compared: folded, spelled one way, without stop words, stemmed as the language wants.

All of it happens here, so that every database finds the same: SQLite and PostgreSQL only look up finished stems.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from clinic.letters import few_marks
from search.stemming import code_of, stem_in

# In India's scripts vowel signs belong to their word, though they are no letters.
WRITTEN_WITH_SIGNS = frozenset(("bn", "gu", "hi", "kn", "ml", "mr", "ne", "pa", "si", "ta", "te"))
SIGNS = "\u0900-\u0963\u0971-\u0dff"
WORD = re.compile(r"[^\W_]+")
WORD_WITH_SIGNS = re.compile(rf"[^\W_](?:[^\W_]|[{SIGNS}])*")
SIGN = re.compile(rf"[{SIGNS}]")
POSSESSIVE = re.compile(r"'s\b")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Languages in which an apostrophe stands between two words ("l'infusion") or before an ending ("Ankara'da").
APART = frozenset(("ca", "fr", "it", "tr"))
LONGEST_WORD = 40  # characters; longer ones are no words, and stemming them costs time
# What comes before the stemmer, to folded words. English: British spellings are looked up as American ones. Applied to
# index and query alike, so a wrong guess harms nothing. Others: endings that the stemmer knows by their accents alone.
SPELLINGS = {
    "en": (
        (re.compile(r"ae(?=[a-z]{2})"), "e"),  # anaesthetic, anaemia, paediatric
        (re.compile(r"oe(?=[a-z]{3})"), "e"),  # oesophagus, oestrogen
        (re.compile(r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$|al$|able$|ful$)"), "or"),  # behaviour, tumour
        (re.compile(r"is(?=(e|ed|es|er|ing|ation|ations)$)"), "iz"),  # hospitalise, randomised
        (re.compile(r"ys(?=(e|ed|es|ing)$)"), "yz"),  # analyse
        (re.compile(r"(?<=[a-z]{2})tre(?=s?$)"), "ter"),  # centre, litre
        (re.compile(r"ogue(?=s?$)"), "og"),  # dialogue
        (re.compile(r"ll(?=(ed|ing|er|or)$)"), "l"),  # counselling
        (re.compile(r"mme(?=s?$)"), "m"),  # programme
    ),
    "fr": ((re.compile(r"ee(?=s?$)"), "ée"),),
    "pl": ((re.compile(r"ow$"), "ów"),),
    "pt": (
        (re.compile(r"(?<=[cs])ao$"), "ão"),
        (re.compile(r"(?<=[cs])oes$"), "ões"),
        (re.compile(r"c(?=ão|ões)"), "ç"),
    ),
    "ro": ((re.compile(r"t(?=i(e|i|ei|ilor)$)"), "ț"),),
}
ENGLISH_STOP_WORDS = frozenset(
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
    # Russian "й" is a letter of its own and no "и" with an accent: endings are told by it.
    letters = unicodedata.normalize("NFKD", few_marks(text.casefold())).replace("и\u0306", "й")
    return NOT_ASCII.sub(without_accent, letters)


def without_accent(match: re.Match[str]) -> str:
    return "" if unicodedata.combining(match[0]) and not SIGN.match(match[0]) else match[0]


def words_of(text: str, language: str) -> list[str]:
    """The folded words of a text, in order, stop words and all."""
    word = WORD_WITH_SIGNS if code_of(language) in WRITTEN_WITH_SIGNS else WORD
    return [found[:LONGEST_WORD] for found in word.findall(plain(text, language))]


def plain(text: str, language: str) -> str:
    """The folded text without apostrophes, which belong to their word in most languages: "don't" is one, and so is
    "doctor's" (whose s goes)."""
    folded = fold(text)
    if "'" not in folded and "’" not in folded:
        return folded
    folded = folded.replace("’", "'")
    if (code := code_of(language)) in APART:
        return folded.replace("'", " ")
    return (POSSESSIVE.sub("", folded) if code == "en" else folded).replace("'", "")


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of one folded word: "infusions" and "infusion" have the same, "anaesthetic" and "anesthetic" too. Of a
    language without a stemmer the word itself."""
    code = code_of(language)
    for pattern, other in SPELLINGS.get(code, ()):
        word = pattern.sub(other, word)
    return fold(stem_in(code, word))


def stems_of(text: str, language: str, *, with_stop_words: bool = False) -> list[str]:
    """The stems of a text in order, without its stop words unless they are asked for."""
    left_out = frozenset() if with_stop_words else stop_words(language)
    return [stem(word, language) for word in words_of(text, language) if word not in left_out]


@cache
def stop_words(language: str) -> frozenset[str]:
    """The folded words of the language that say nothing about a text; none where nobody has listed them."""
    code = code_of(language)
    if code == "en":
        return ENGLISH_STOP_WORDS
    return frozenset(words_of(_other_stop_words().get(code, ""), language))


@cache
def stop_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in stop_words(language))


@cache
def _other_stop_words() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("stop_words.toml").read_text(encoding="utf-8"))
