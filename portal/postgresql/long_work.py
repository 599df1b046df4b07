"""Readers' questions may take three seconds on PostgreSQL (`statement_timeout`); work on whole tables takes longer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_limit() -> Iterator[None]:
    """Lifts the limit for this connection, and sets it again at the end. On SQLite there is none.

    After an error inside a transaction nothing is asked: what is undone takes the lifting with it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")
