"""What is asked of a database: at most so many of the entries that hold all of these groups."""

from typing import NamedTuple

from search.query import Groups


class Ask(NamedTuple):
    groups: Groups
    title_only: bool  # in title or keywords
    most: int
