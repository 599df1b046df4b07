"""A connection that gives up. Apart from Django's backend, because the settings name it.

`statement_timeout` is kept by the server. One that says nothing any more (a firewall forgot the connection, a machine
stopped) does not keep it either, and would hold a worker for as long as the kernel believes in the connection.
"""

import psycopg

from pagecache import patience

LEAST = 0.05  # seconds, so that what is ready anyway is still fetched


class PatientConnection(psycopg.Connection):
    """Closes itself when an answer takes longer than its request may wait."""

    def wait(self, gen, interval=0.1, timeout=None):
        left = patience.left()
        if left is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        with patience.spending():
            try:
                return super().wait(gen, interval, max(left, LEAST))
            except psycopg.OperationalError:
                if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                    self.pgconn.finish()  # the answer may still come, to somebody else's question
                raise
