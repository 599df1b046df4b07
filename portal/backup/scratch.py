"""Scratch places for making, reading and trying backups: gone afterwards, and swept up where a kill left them behind.

What lies in one is not sealed. Whoever works in one holds a lock on it, which ends with the process however that ends:
a place whose lock is free is nobody's any more.
"""

import fcntl
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.crypto import get_random_string
from psycopg import Connection, connect, sql
from psycopg.errors import InsufficientPrivilege

FOLDER, LOCK = "backup-", "lock"
YOUNG = 60  # seconds: a folder so new may not have its lock yet
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@contextmanager
def folder() -> Iterator[Path]:
    """Beside the data and not in /tmp, which is often small and in memory."""
    sweep_folders()
    with tempfile.TemporaryDirectory(prefix=FOLDER, dir=settings.DATA_DIR) as place, in_use(Path(place)):
        yield Path(place)


@contextmanager
def in_use(place: Path) -> Iterator[None]:
    with (place / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sweep_folders() -> int:
    """Removes the folders that nobody works in any more; returns how many."""
    places = [place for place in Path(settings.DATA_DIR).glob(f"{FOLDER}*") if place.is_dir() and is_left(place)]
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
    return len(places)


def is_left(place: Path) -> bool:
    try:
        if time.time() - place.stat().st_mtime < YOUNG:
            return False
        with (place / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody works in it, or has just removed it
        return False
    return True


@contextmanager
def database() -> Iterator[str | None]:
    """The name of an empty database on our PostgreSQL server; None where the account may not make one."""
    with closing(patient_connection(connection.settings_dict["NAME"])) as server:
        sweep_databases(server)
        name = prefix() + get_random_string(8, LETTERS)
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        try:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except InsufficientPrivilege:
            yield None
            return
        try:
            yield name
        finally:
            drop(server, name)


def sweep_databases(server: Connection) -> int:
    """Removes the scratch databases of this site that nobody works in any more; returns how many."""
    rows = server.execute("SELECT datname FROM pg_database").fetchall()
    left = [name for (name,) in rows if name.startswith(prefix()) and is_free(server, name)]
    for name in left:
        drop(server, name)
        server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
    return len(left)


def is_free(server: Connection, name: str) -> bool:
    row = server.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()
    return row is not None and row[0]


def drop(server: Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def prefix() -> str:
    """Of this site's scratch databases alone: a server may hold several sites, and locks are each database's own."""
    ours = str(connection.settings_dict["NAME"]).encode()
    return f"portal_check_{hashlib.blake2b(ours, digest_size=4).hexdigest()}_"


def patient_connection(name: str) -> Connection:
    """A connection of its own to a database of our server: the site's give up after three seconds, and copying takes
    longer on a busy disk."""
    at = connection.settings_dict
    where = {"host": at["HOST"], "port": at["PORT"] or 5432, "user": at["USER"], "password": at["PASSWORD"]}
    return connect(dbname=name, autocommit=True, **where)
