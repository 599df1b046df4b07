"""Is what we acknowledge on the disk? Asked of the database itself, before the site starts (`migrate`, `check`)."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connections

FLUSHED = 2  # SQLite's number for synchronous=FULL; 3 is EXTRA
WANTED = {  # PostgreSQL's settings, and the values with which a commit is on the disk when it is answered
    "fsync": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
    "full_page_writes": ("on",),
}


@register(Tags.database)
def check_durability(app_configs=None, databases=None, **kwargs) -> list:
    """An Error for each setting with which a power cut could lose a comment whose writer was thanked."""
    if "default" not in (databases or []):
        return []
    connection = connections["default"]
    try:
        found = weak_sqlite(connection) if connection.vendor == "sqlite" else weak_postgresql(connection)
    except DatabaseError:  # it is away: then there is nothing to say about how it writes
        return []
    hint = "What people were thanked for would be lost in a power cut."
    return [Error(f"The database runs with {one}.", hint=hint, id="portal.E002") for one in found]


def weak_sqlite(connection) -> list[str]:
    with connection.cursor() as cursor:
        level = cursor.execute("PRAGMA synchronous").fetchone()[0]
    return [] if level >= FLUSHED else [f"synchronous={level}"]


def weak_postgresql(connection) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for name, good in WANTED.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            if (value := cursor.fetchone()[0]) not in good:
                found.append(f"{name}={value}")
    return found
