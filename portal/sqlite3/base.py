"""Django's SQLite backend, with connections that are kept from one request to the next.

Opening one costs as much as three questions; closing the last one copies the write-ahead log and waits for the disk.
A kept one must notice that its file was replaced (a backup was restored, the cache was deleted), or it would go on
writing where nobody reads.
"""

from pathlib import Path

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        self.opened = self.file()
        return connection

    def close_if_unusable_or_obsolete(self):
        if self.connection is not None and not self.in_atomic_block and self.file() != self.opened:
            self.close()
        super().close_if_unusable_or_obsolete()

    def file(self) -> tuple[int, int] | None:
        """Which file the database's name leads to now; None for none, and for a database in memory."""
        try:
            status = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino
