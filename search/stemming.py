"""Stems, by the rules of each language. A stemmer keeps the word in hand in itself, so two threads with one would spoil
each other's."""

import threading

import snowballstemmer

# The code that a language's tag begins with, and what Snowball calls it. Words of any other language stay whole.
SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


class Own(threading.local):
    """Stemmers of one thread, by code."""

    def __init__(self):
        self.stemmers = {"en": snowballstemmer.stemmer("english")}


_own = Own()


def code_of(language: str) -> str:
    """What a tag begins with: "pt" of "pt-br". Both ways of writing Norwegian count as one."""
    code = language.partition("-")[0].lower()
    return "no" if code in ("nb", "nn") else code


def stem_in(code: str, word: str) -> str:
    """The stem of one small word of the language with this code; the word itself where there is no stemmer for it.
    Remembering them is the caller's."""
    stemmer = _own.stemmers.get(code)
    if stemmer is None:
        if code not in SNOWBALL:
            return word
        stemmer = _own.stemmers[code] = snowballstemmer.stemmer(SNOWBALL[code])
    return stemmer.stemWord(word) or word


def english_stem(word: str) -> str:
    return stem_in("en", word)
