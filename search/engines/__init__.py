"""One file for each database, with one function: which entries hold these stems."""

from types import ModuleType

from django.db import connection

from search.engines import postgresql, sqlite
from search.engines.asking import Ask
from search.query import Groups

IN_TITLE, ANYWHERE = 60, 100  # candidates of one search, the newest; they are ranked in Python


def candidates(groups: Groups, language: str, *, every: bool) -> list[int]:
    """The numbers of entries that hold every group (or, with `every` false, any of them), in one query.

    A group is a list of phrases that mean the same, a phrase a tuple of stems. Of what stands in more entries than can
    be ranked the newest are taken, with room of its own for those with the words in title or keywords, and for each
    word where any will do. Nothing is weighed here: databases judge differently, and slowly where a word is everywhere.
    """
    sets = [groups] if every else [[group] for group in groups]
    asks = [
        Ask(each, title_only, most // len(sets))
        for each in sets
        for title_only, most in ((True, IN_TITLE), (False, ANYWHERE))
    ]
    return list(dict.fromkeys(engine().find(asks, language))) if groups else []


def holds(stem: str, language: str) -> bool:
    """Whether any entry holds this stem."""
    return bool(engine().find([Ask([[(stem,)]], title_only=False, most=1)], language))


def engine() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
