"""Does a backup restore? It is put into a scratch database, and its rows and digests are compared with its manifest."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from portal.backup import archive, databases, scratch, storing


@dataclass(frozen=True)
class Checked:
    name: str
    rows: int
    files: int
    restored: bool  # False where PostgreSQL does not let us make a scratch database: then it was read to its end


def check(
    name: str,
    said: Callable[[str], None] = lambda _: None,
    count: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Checked:
    """Restores a backup into a scratch place and compares. Raises archive.Refused with what is wrong. `count` hears how
    many of its files were read."""
    with scratch.folder() as place:
        with storing.open_backup(name) as source:
            found = archive.unpack(source, place, settings.BACKUP_PASSPHRASE, said, count)
        if found.manifest.engine != connection.vendor:
            raise archive.Refused(f"The backup is of {found.manifest.engine}; this site runs on {connection.vendor}.")
        path = found.files[archive.DATABASE]
        rows = count_in_sqlite(path) if connection.vendor == "sqlite" else count_in_postgres(path, count)
        if rows is not None and rows != found.manifest.rows:
            raise archive.Refused(f"The backup holds other rows than its manifest says: {difference(rows, found)}")
        return Checked(name, sum(found.manifest.rows.values()), len(found.media), rows is not None)


def difference(rows: dict[str, int], found: archive.Unpacked) -> str:
    wanted = found.manifest.rows
    return ", ".join(
        f"{name} {rows.get(name)} instead of {wanted.get(name)}"
        for name in sorted(rows.keys() | wanted.keys())
        if rows.get(name) != wanted.get(name)
    )


def count_in_sqlite(path) -> dict[str, int]:
    if not databases.is_whole_sqlite(path):
        raise archive.Refused("The database in the backup is damaged.")
    with closing(databases.sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return databases.count_sqlite(database)


def count_in_postgres(path, count: Callable[[str, int, int], None]) -> dict[str, int] | None:
    """The rows of a scratch database into which the dump was restored; None where we may not make one."""
    connector = databases.connector()
    with scratch.database() as name:
        if name is None:
            connector.restore_cmd, connector.drop, connector.single_transaction = "pg_restore", False, False
            connector.if_exists, connector.restore_suffix = False, f"--file={os.devnull}"
        else:
            connector._settings = connector.settings | {"NAME": name}
            connector.drop = connector.if_exists = False
        with path.open("rb") as dump:
            connector.restore_dump(dump, count)
        if name is None:
            return None
        with closing(scratch.patient_connection(name)) as other, other.cursor() as cursor:
            return databases.count_postgres(cursor, count)
