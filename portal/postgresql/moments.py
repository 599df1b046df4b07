"""Moments as PostgreSQL writes them, read by Python's own reader of ISO 8601.

Django's reader is a regular expression and two changes of time zone; a page with fifty comments reads sixty moments.
"""

from datetime import datetime
from functools import cache

from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.adapt import AdaptersMap


def quick(zone) -> type[BaseTzLoader]:
    """Reads what the server of a connection in the time zone `zone` writes for a timestamptz."""

    class QuickLoader(BaseTzLoader):
        timezone = zone

        def load(self, data):
            try:
                return datetime.fromisoformat(str(data, "ascii")).replace(tzinfo=zone)
            except ValueError:  # before the year 1, after 9999, infinity: psycopg says what is wrong
                return super().load(data)

    return QuickLoader


@cache
def with_quick_moments(adapters: AdaptersMap, zone) -> AdaptersMap:
    """The map of Django's, and moments in `zone` read quickly."""
    more = AdaptersMap(adapters)
    more.register_loader("timestamptz", quick(zone))
    return more
