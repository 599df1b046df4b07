"""Emptying the tables between tests that commit, without waiting for the disk.

On PostgreSQL Django truncates: every table and index gets a new file, whatever it holds. That took seconds, after each
of some hundreds of tests; DELETE takes thousandths for the few rows there are.
"""

from functools import partial

from django.db import connections


def delete_instead_of_truncate() -> None:
    for connection in connections.all():
        if connection.vendor == "postgresql" and is_superuser(connection):
            connection.ops.sql_flush = partial(deleting, connection.ops, connection.ops.sql_flush)


def is_superuser(connection) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        return cursor.fetchone()[0] == "on"


def deleting(ops, truncating, style, tables, *, reset_sequences=False, allow_cascade=False) -> list[str]:
    if reset_sequences:
        return truncating(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
    # As a replica would: no foreign key is looked at, for all the tables end up empty.
    return [
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {ops.quote_name(table)}" for table in tables),
    ]
