"""Django's PostgreSQL backend; a request that has waited for long enough opens no further connection."""

import psycopg
from django.db.backends.postgresql import base

from pagecache import patience

COMMIT = 3.5  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        if patience.left() == 0:
            raise psycopg.OperationalError("this request has waited for long enough")
        with patience.spending():
            return super().get_new_connection(conn_params)

    def _commit(self):
        # Given up by us, it may be carried out all the same, and what is said to be lost is stored. The server's own
        # limit (statement_timeout, three seconds) comes first, and undoes it.
        with patience.at_least(COMMIT):
            return super()._commit()
