"""django-dbbackup's connectors, where ours have to do more: large files, a live target, counts of the same moment."""

import logging
import os
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from dbbackup.db.base import get_connector
from dbbackup.db.exceptions import CommandConnectorError
from dbbackup.db.postgresql import PgDumpBinaryConnector
from dbbackup.db.sqlite import SqliteBackupConnector
from django.db import connection
from psycopg import sql

from portal.backup import watching
from portal.backup.archive import Refused

logging.getLogger("dbbackup.command").setLevel(logging.WARNING)  # it would write the database's address into the log

UNCOUNTED = "sqlite_"  # SQLite's own tables
PAGES = 2000  # copied in one step, 8 MB: short enough to be told and stopped in between
Count = Callable[[str, int, int], None]
RESTORED = "kilobytes of the dump restored"


def silent(what: str, done: int, of: int) -> None:
    """Where nobody wants to hear how far it is."""


class SqliteConnector(SqliteBackupConnector):
    """SQLite's online backup in both directions: one consistent state, also while others write or read."""

    def dump_to(self, path: Path, count: Count) -> dict[str, int]:
        """Writes the database to `path` and returns the rows of each table in it. `count` hears of the pages."""
        self.connection.ensure_connection()
        source = self.connection.connection

        def told(status: int, left: int, pages: int) -> None:
            count("pages of the database", pages - left, pages)

        with closing(sqlite3.connect(path)) as copy, one_moment(source):
            source.backup(copy, pages=PAGES, progress=told)
            return count_sqlite(copy)

    def restore_dump(self, dump, count: Count = silent):
        self.connection.ensure_connection()
        with closing(sqlite3.connect(f"file:{dump.name}?mode=ro", uri=True)) as source:
            source.backup(self.connection.connection)  # in one step, so that nobody sees half of it


@contextmanager
def one_moment(source: sqlite3.Connection) -> Iterator[None]:
    """Holds the state that is read. Without it SQLite begins to copy anew whenever somebody writes between two steps,
    and on a busy site never comes to an end. Writers do not wait for it."""
    if source.in_transaction:
        yield
        return
    source.execute("BEGIN DEFERRED")
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only reading begins it
        yield
    finally:
        source.execute("ROLLBACK")


class PostgresConnector(PgDumpBinaryConnector):
    """pg_dump and pg_restore. The rows are counted in the very snapshot that is dumped."""

    def dump_to(self, path: Path, count: Count) -> dict[str, int]:
        """As that of SQLite. pg_dump tells nobody how far it is: the file's growth does."""
        size = watching.size_of(path)
        with one_snapshot(count) as (snapshot, counts):
            self.dump_suffix = f"--snapshot={snapshot} --no-owner --no-privileges --file={shlex.quote(str(path))}"
            with watching.watched("kilobytes of the database", size, count, watching.last_size()):
                run(self.create_dump)
        watching.remember_size(size())
        return counts

    def restore_dump(self, dump, count: Count = silent):
        """`count` hears how much of the dump was read; tables are there then, the last indexes perhaps not yet."""
        self.restore_suffix = ["--no-owner", "--no-privileges", "--exit-on-error"]
        with watching.watched(RESTORED, watching.place_in(dump), count, os.fstat(dump.fileno()).st_size):
            return run(super().restore_dump, dump)


def connector():
    """The connector of the main database."""
    return get_connector("default")


def run(act, *arguments):
    """Calls something that needs PostgreSQL's programs; says what to install where they are missing."""
    try:
        return act(*arguments)
    except CommandConnectorError as error:
        if "not found" in str(error):
            raise Refused("pg_dump and pg_restore are needed: install PostgreSQL's client programs.") from None
        raise Refused(f"PostgreSQL's program failed: {str(error).splitlines()[-1]}") from None


@contextmanager
def one_snapshot(count: Count = silent):
    """The name of a snapshot that pg_dump may use while the block lasts, and the rows of each table in it."""
    with closing(connection.copy()) as own:
        own.settings_dict = own.settings_dict | {"OPTIONS": without_limits(own.settings_dict["OPTIONS"])}
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            name = cursor.fetchone()[0]
            yield name, count_postgres(cursor, count)
        own.rollback()


def without_limits(options: dict) -> dict:
    """Counting a million rows may take longer than a reader may wait."""
    return {name: value for name, value in options.items() if name not in ("pool", "options")}


def count_sqlite(database: sqlite3.Connection) -> dict[str, int]:
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  its own tables' names
        for name in names
        if not name.startswith(UNCOUNTED)
    }


def count_postgres(cursor, count: Count = silent) -> dict[str, int]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    counts, names = {}, [name for (name,) in cursor.fetchall()]
    for done, name in enumerate(names, start=1):
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        counts[name] = cursor.fetchone()[0]
        count("tables counted", done, len(names))
    return counts


def is_whole_sqlite(path: Path) -> bool:
    """Whether SQLite itself finds the file well."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return False


def flush_to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
