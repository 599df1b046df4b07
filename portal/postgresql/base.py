"""Django's PostgreSQL backend; a request that has waited for long enough opens no further connection."""

import psycopg
from django.db.backends.postgresql import base

from pagecache import patience


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        if patience.left() == 0:
            raise psycopg.OperationalError("this request has waited for long enough")
        with patience.spending():
            return super().get_new_connection(conn_params)
