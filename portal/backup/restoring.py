"""Restoring: everything is read and checked first, and nothing is touched before it is known to be whole and ours."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from clinic.models import ClinicProfile, StaffSession
from clinic.record import record
from comments.models import Comment
from comments.replaying import replay
from pagecache.generations import forget_site
from pagecache.shared import pages
from pagecache.table import make_table
from portal import copies
from portal.backup import archive, databases, erasure_list, making, scratch, storing


@dataclass(frozen=True)
class Restored:
    made_at: str
    rows: int
    files: int
    erased: int
    other_secret: bool
    kept_as: str  # the backup of what was replaced, "" where there was nothing


def restore(
    name: str,
    *,
    replace: bool = False,
    said: Callable[[str], None] = lambda _: None,
    count: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Restored:
    """Puts a backup in the place of what is here. Raises archive.Refused, with words for people; then nothing has
    changed. What is here is replaced only when `replace` says so, and is backed up before. `count` hears how many
    files are done."""
    with scratch.folder() as place:
        try:
            with storing.open_backup(name) as source:
                found = archive.unpack(source, place, settings.BACKUP_PASSPHRASE, said, count)
        except FileNotFoundError:
            raise archive.Refused(f"There is no file “{name}”, here or among the backups.") from None
        said("the file is whole")
        refuse_what_does_not_fit(found.manifest)
        kept_as = ""
        if is_in_use():
            if not replace:
                raise archive.Refused(
                    "There is a site here already. To replace it (it is backed up first): ARGS=--replace"
                )
            kept_as = making.make(said, count).name
        entries = erasure_list.read_all()
        put_back(found, said, count)
        erased = settle(entries)
    manifest = found.manifest
    other_secret = manifest.secret != making.mark_of_secret()
    return Restored(manifest.made_at, sum(manifest.rows.values()), len(found.media), erased, other_secret, kept_as)


def refuse_what_does_not_fit(manifest: archive.Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise archive.Refused(
            f"The backup is of {manifest.engine}, and DATABASE_URL names {connection.vendor}. "
            "Set DATABASE_URL to a database of the same kind."
        )
    unknown = set(manifest.migrations) - known_migrations()
    if unknown:
        raise archive.Refused(
            f"The backup was made by a newer version of the portal ({sorted(unknown)[0]}). Upgrade first, then restore."
        )
    if connection.vendor == "postgresql" and (newer := set(applied()) - set(manifest.migrations)):
        raise archive.Refused(
            f"This database is newer than the backup ({sorted(newer)[0]}). Restore into an empty one: createdb …"
        )


def known_migrations() -> set[str]:
    """Those of this version, and those that were applied here once: of an app that is gone, for instance."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations} | set(applied())


def applied() -> list[str]:
    return making.describe(timezone.now(), {}).migrations if "django_migrations" in tables() else []


def tables() -> list[str]:
    return connection.introspection.table_names()


def is_in_use() -> bool:
    """Whether somebody's words or accounts are here."""
    if "clinic_user" not in tables():
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM clinic_user LIMIT 1")
            return cursor.fetchone() is not None or Comment.objects.exists()
    except DatabaseError:
        return False


def put_back(found: archive.Unpacked, said: Callable[[str], None], count: Callable[[str, int, int], None]) -> None:
    """Media first: until the database is there nobody asks for them. The database in one step, or not at all."""
    for number, (name, path) in enumerate(found.media.items(), 1):
        put_file(name, path)
        count("media put back", number, len(found.media))
    said("the database is being put back: this cannot be stopped in the middle")
    with found.files[archive.DATABASE].open("rb") as dump:
        databases.connector().restore_dump(dump, count)
    connection.close()
    call_command("migrate", verbosity=0, interactive=False)
    said("the database is back")


def put_file(name: str, path: Path) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    with path.open("rb") as source:
        default_storage.save(name, File(source, name=name))


def settle(entries: list[dict]) -> int:
    """What a restored database must not keep, and what stands outside of it."""
    with transaction.atomic():
        # Who was signed in then may have left since.
        Session.objects.all().delete()
        StaffSession.objects.all().delete()
        record(None, "restore backup")
    erased = replay(entries)
    ClinicProfile.the_one()  # a backup of a site that has none yet
    copies.write()
    make_table()
    pages.clear()
    forget_site()
    return erased
