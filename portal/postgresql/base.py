"""Django's PostgreSQL backend; a request that has waited for long enough opens no further connection."""

import psycopg
from django.db.backends.postgresql import base, operations

from pagecache import patience
from portal.postgresql.moments import with_quick_moments

COMMIT = 3.5  # seconds


class DatabaseOperations(operations.DatabaseOperations):
    def execute_sql_flush(self, sql_list):
        """Emptying all tables (manage.py flush, and tests) may take longer than a reader may wait."""
        super().execute_sql_flush(["SET LOCAL statement_timeout = 0", *sql_list])


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def get_connection_params(self):
        params = super().get_connection_params()
        return params | {"context": with_quick_moments(params["context"], self.timezone)}

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
