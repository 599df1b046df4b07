"""English stems. A stemmer keeps the word in hand in itself, so two threads with one would spoil each other's."""

import threading

import snowballstemmer


class Own(threading.local):
    """One stemmer for each thread."""

    def __init__(self):
        self.stemmer = snowballstemmer.stemmer("english")


_own = Own()


def english_stem(word: str) -> str:
    """The stem of one small word, as it is spelled. Remembering them is the caller's."""
    return _own.stemmer.stemWord(word)
