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


CONTROLS = {"answer first": answer_first, "no flush": no_flush}
CONTROLS[os.environ["FAULT_CONTROL"]]()
