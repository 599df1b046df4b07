"""Search in the desk's lists: whatever somebody pastes into the field, the database is asked about a few words."""

from django.utils.text import smart_split

MOST_WORDS = 12
LONGEST = 300  # characters; a title is shorter


def is_too_much(text: str) -> bool:
    """Whether the text has more words or letters than a search of the desk takes.

    Each word adds a condition over all the fields that are searched, and databases refuse a question with hundreds of
    conditions. A row has the first twelve words, or it is not the one that was meant.
    """
    return len(text) > LONGEST or len(text.split()) > MOST_WORDS


def shortened(text: str) -> str:
    """The first words of a search, each once; a phrase in quotation marks counts as one. A word that the end of the
    LONGEST characters cuts in two is left out."""
    if len(text) > LONGEST:
        whole = text[: LONGEST + 1].rpartition(" ")[0]
        text = whole or text[:LONGEST]
    return " ".join(list(dict.fromkeys(smart_split(text)))[:MOST_WORDS])
