"""One file for each database, with one function: which entries hold these stems."""

from types import ModuleType

from django.db import connection

from search.engines import postgresql, sqlite
from search.query import Groups

IN_TITLE, ANYWHERE = 40, 60  # candidates of one search; they are ranked in Python
MOST_WEIGHED = 1_000  # of what holds a word that stands everywhere, the newest: weighing all would take ever longer


def candidates(groups: Groups, language: str, *, every: bool) -> list[int]:
    """The numbers of entries that hold every group (or, with `every` false, any of them), the likeliest first.

    A group is a list of phrases that mean the same, a phrase a tuple of stems. Entries with the words in title or
    keywords come first, then the best of the others by the database's own judgement; finding.py has the last word.
    """
    if not groups:
        return []
    find = engine().find
    first = find(groups, language, every=every, title_only=True, weighed=MOST_WEIGHED, most=IN_TITLE)
    rest = find(groups, language, every=every, title_only=False, weighed=MOST_WEIGHED, most=ANYWHERE)
    return list(dict.fromkeys([*first, *rest]))


def engine() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
