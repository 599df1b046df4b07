"""One file for each database, with one function: which entries hold these stems."""

from types import ModuleType

from django.db import connection

from search.engines import postgresql, sqlite
from search.engines.asking import Ask
from search.query import Groups

IN_TITLE, ANYWHERE = 60, 100  # candidates of one search, the newest; they are ranked in Python
NEARLY = 40  # more of them, with all words but one


def candidates(groups: Groups, language: str, topic: str, *, every: bool) -> list[int]:
    """The numbers of entries that hold every group (or, with `every` false, any of them), in one query; of one topic,
    unless it is "".

    A group is a list of phrases that mean the same, a phrase a tuple of stems. Of what stands in more entries than can
    be ranked the newest are taken, with room of its own for those with the words in title or keywords; where any word
    will do, for each word and for those that hold all but one. Nothing is weighed here: databases judge differently,
    and slowly where a word is everywhere.
    """
    if not groups:
        return []
    sets = [groups] if every else [[group] for group in groups]
    asks = [
        Ask(each, title_only, most // len(sets))
        for each in sets
        for title_only, most in ((True, IN_TITLE), (False, ANYWHERE))
    ]
    if not every and len(groups) > 2:
        nearly = [[*groups[:at], *groups[at + 1 :]] for at in range(len(groups))]
        asks += [Ask(each, False, max(NEARLY // len(nearly), 4)) for each in nearly]
    return list(dict.fromkeys(engine().find(asks, language, topic)))


def holds(stem: str, language: str) -> bool:
    """Whether any entry holds this stem."""
    return bool(engine().find([Ask([[(stem,)]], title_only=False, most=1)], language, ""))


def engine() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
