"""The portal with one protection taken away (FAULT_CONTROL), to see the fault tests go red."""

import os
import threading
import time

from django.db.backends.signals import connection_created
from django.db.models.query import QuerySet

from portal.wsgi import application

__all__ = ["application"]


def answer_first() -> None:
    """Acknowledges a comment and stores it half a second later."""
    from comments import posting
    from comments.models import Comment

    def create(**values):
        row = Comment(**values)
        row.pk = 10**9

        def later():
            time.sleep(0.5)
            QuerySet(Comment).create(**values)

        threading.Thread(target=later, daemon=True).start()
        return row

    posting.Comment.objects.create = create


def no_flush() -> None:
    """What SQLite calls synchronous=OFF."""

    def loosen(connection, **_):
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA synchronous=OFF")

    connection_created.connect(loosen, weak=False)


def no_patience() -> None:
    """A request may wait for as long as it takes."""
    from pagecache import patience

    patience.LONGEST = 60


def database_errors() -> None:
    """An error of the database is answered like any other."""
    from portal import errors, middleware

    middleware.UnavailableMiddleware.process_exception = lambda *_: None
    errors.is_soon_back = lambda *_: False


def trusting_cache() -> None:
    """Whatever the shared cache raises reaches whoever asked it."""
    from pagecache.shared import SharedCache

    SharedCache._ask = lambda self, method, *words: method(*words)


def no_outbox() -> None:
    """Mail is sent while its writer waits, and nobody remembers it where that fails."""
    from contextlib import suppress

    from django.core.mail import send_mail

    from comments import notices

    def send(*, to: str, subject: str, body: str, **_):
        with suppress(OSError):
            send_mail(subject, body, None, [to])

    notices.queue_mail = send


def sqlite_patience() -> None:
    """Who writes waits for five seconds, which is Django's habit."""

    def wait(connection, **_):
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA busy_timeout=5000")

    connection_created.connect(wait, weak=False)


CONTROLS = {
    "patience of SQLite": sqlite_patience,
    "no outbox": no_outbox,
    "trusting cache": trusting_cache,
    "answer first": answer_first,
    "no flush": no_flush,
    "patience": no_patience,
    "database errors": database_errors,
}
CONTROLS[os.environ["FAULT_CONTROL"]]()
