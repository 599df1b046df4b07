"""Taking the bytes of stored pages out of the shared cache, for words that were erased.

forget() keeps an old page from being served, which is all that a correction needs; its bytes would stay until their
place is wanted. Erased words stay nowhere, so their pages are taken out, and an hour after its time every page is.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connections, router, transaction
from django.utils import timezone

from pagecache.keys import PAGES, pages_of
from pagecache.models import Change
from pagecache.shared import pages

log = logging.getLogger("pagecache")

# A rendering that began before the words were erased stores nothing any more, but for the moment between its last look
# and its writing. So the worker takes the page out once more, when no such rendering can be left.
ONCE_MORE_AFTER = timedelta(seconds=30)
AT_ONCE = 1_000


def discard(*paths: str) -> None:
    """Takes every stored page of these paths out of the shared cache: on commit, and some seconds later once more.

    A crash, or a cache that is down, leaves it to the worker. To be called after forget() of what they show.
    """
    rows = Change.objects.bulk_create([Change(name=pages_of(path)) for path in paths])
    transaction.on_commit(lambda: take_out([row.name for row in rows]))


def settle(now: datetime | None = None) -> int:
    """The second time, for the worker's sweeps; returns for how many paths."""
    until = (now or timezone.now()) - ONCE_MORE_AFTER
    rows = list(Change.objects.filter(name__startswith=PAGES, at__lte=until).order_by("pk")[:AT_ONCE])
    if not rows or not take_out({row.name for row in rows}):
        return 0
    Change.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def take_out(beginnings: Iterable[str]) -> bool:
    """Deletes all whose key begins like one of these; False where the cache could not be asked."""
    delete = delete_rows if is_table() else delete_keys
    try:
        for beginning in beginnings:
            delete(pages.make_key(beginning))
    except Exception as error:  # the words are erased: the caller must not fail, and the rows remain for settle()
        log.error("stored pages could not be taken out: %s; the worker will do it", type(error).__name__)
        return False
    return True


def discard_expired(now: datetime) -> int:
    """Deletes what is past its time and returns how much. Django's table does that only once it is full; Redis does it
    by itself."""
    if not is_table():
        return 0
    return execute("expires < %s", table().ops.adapt_datetimefield_value(now))


def is_table() -> bool:
    return isinstance(caches["pages"], BaseDatabaseCache)


def table():
    """The connection to the database in which the table is."""
    return connections[router.db_for_write(pages.cache_model_class)]


def delete_rows(beginning: str) -> None:
    if table().vendor == "sqlite":  # which answers a range from its index, and LIKE from the whole table
        execute("cache_key >= %s AND cache_key < %s", beginning, f"{beginning}\x7f")
    else:  # where the order of letters is a language's
        execute("cache_key LIKE %s", f"{beginning}%")


def execute(condition: str, *values) -> int:
    """Deletes the rows, from the file and its log as well (the connection's secure_delete overwrites them)."""
    connection = table()
    name = connection.ops.quote_name(pages._table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name} WHERE {condition}", values)  # noqa: S608  both are our own
        number = cursor.rowcount
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return number


def delete_keys(beginning: str) -> None:
    place = settings.CACHES["pages"]
    with redis.from_url(place["LOCATION"], **place.get("OPTIONS", {})) as client:
        for key in client.scan_iter(match=f"{beginning}*", count=AT_ONCE):
            client.unlink(key)
