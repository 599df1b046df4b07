"""What the database knows about its own tables, so that it takes the right index."""

from datetime import datetime

from django.db import connection

from portal.postgresql.long_work import without_limit

ROWS_LOOKED_AT = 1_000  # of each index; enough to tell many from few, and done within milliseconds
# Of what the desk's lists are made of. Their rows hold whole texts, and with guesses that differ from index to index
# SQLite reads these rows instead of an index that has everything. Ten thousand articles take a fifth of a second.
LOOKED_AT_CLOSELY = 200_000
CLOSELY = "articles_"


def update_statistics(now: datetime | None = None) -> int:
    """A database guesses until it has looked: with a million comments a wrong guess costs seconds. PostgreSQL looks by
    itself, but not at once after a site has moved in, and never where somebody has switched autovacuum off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with without_limit():
                cursor.execute("ANALYZE")
        else:
            cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT_CLOSELY}")
            for table in connection.introspection.table_names(cursor):
                if table.startswith(CLOSELY):
                    cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
    return 0
