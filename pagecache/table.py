"""The shared cache's table, where the cache is a database."""

from datetime import datetime

from django.core.management import call_command
from django.db import connections


def make_table(now: datetime | None = None, *, verbosity: int = 0) -> int:
    """Makes the table where it is missing, in the database that the router gives it; does nothing for Redis. As a
    sweep it heals a cache file that somebody deleted: until then pages are rendered afresh, each time."""
    for alias in connections:
        call_command("createcachetable", database=alias, verbosity=verbosity)
    return 0
