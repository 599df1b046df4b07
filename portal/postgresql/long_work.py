"""Readers' questions may take three seconds on PostgreSQL (`statement_timeout`); work on whole tables takes longer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_limit() -> Iterator[None]:
    """Lifts the limit for this connection, and sets at the end what was there before. On SQLite there is none.

    For commands: after an error the limit stays lifted, and the command ends with its connection.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        before = cursor.fetchone()[0]
        cursor.execute("SET statement_timeout = 0")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [before])
