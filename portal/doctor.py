"""What is configured, what works, what is wrong and how it is mended: one page for whoever runs the machine.

No secret and no personal data is ever shown: the page may be sent to somebody who helps.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.profile import get_profile, profile_path
from comments.models import RetentionDay
from jobs.models import Heartbeat, OutboxMail
from jobs.work import parked
from portal import health, opening
from portal.backup import schedule

LEAST_FREE = 1024**3  # bytes
CLOCK_MAY_DIFFER = timedelta(seconds=5)
MAIL_LATE = timedelta(minutes=15)
RETENTION_LATE = timedelta(hours=6)  # it runs every hour


@dataclass(frozen=True)
class Result:
    """One line of the page: whether it is well, and how to mend it where it is not."""

    name: str
    well: bool
    said: str
    mend: str = ""


def settings_in_words() -> Iterator[tuple[str, str]]:
    """How this installation is set up, without passwords."""
    database = settings.DATABASES["default"]
    mail = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    yield "SITE_URL", settings.SITE_URL
    yield "DATA_DIR", str(settings.DATA_DIR)
    yield _("database"), f"{database['ENGINE'].rsplit('.', 1)[-1]} {database.get('HOST', '')}".strip()
    yield _("cache"), urlsplit(settings.CACHE_URL).scheme
    yield (
        _("pictures"),
        type(default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage).__name__,
    )
    yield _("mail"), f"{mail} {getattr(settings, 'EMAIL_HOST', '')}".strip()
    yield _("state of the site"), get_profile().site_state
    yield "DEBUG", str(settings.DEBUG)
    yield "TIME_ZONE", settings.TIME_ZONE


def examine() -> list[Result]:
    """Runs every check; one that raises is itself a result, and the others still run."""
    return [run(check) for check in CHECKS]


def run(check) -> Result:
    try:
        return check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        return Result(
            name, False, f"{type(error).__name__}", _("See docs/operators.md, or the log for the whole story.")
        )


def database() -> Result:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        found = cursor.fetchone() == (1,)
    return Result(_("database"), found, _("answers") if found else _("answers nonsense"), _("Check DATABASE_URL."))


def migrations() -> Result:
    executor = MigrationExecutor(connection)
    left = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    said = ngettext("%d step is missing", "%d steps are missing", left) % left if left else _("up to date")
    return Result(_("tables"), not left, said, _("Run: manage.py migrate"))


def data_folder() -> Result:
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(b"x" * 4096)
        file.flush()
    free = shutil.disk_usage(settings.DATA_DIR).free
    said = _("can be written, %(free).1f GB free") % {"free": free / 1024**3}
    return Result(_("data folder"), free > LEAST_FREE, said, _("Make room on the disk of DATA_DIR, or move it."))


def pictures() -> Result:
    name = default_storage.save(f"doctor/{get_random_string(12)}.txt", ContentFile(b"written"))
    try:
        with default_storage.open(name) as file:
            same = file.read() == b"written"
    finally:
        default_storage.delete(name)
    return Result(
        _("pictures"), same, _("written and read back"), _("Check MEDIA_S3_* or the rights of DATA_DIR/media.")
    )


def cache() -> Result:
    found = health.shared_cache()
    return Result(_("cache"), found == "ok", found, _("Check CACHE_URL. Pages are slower until it is back."))


def worker() -> Result:
    found = health.worker(health.heartbeats())
    return Result(_("worker"), found == "ok", found, _("Start it: manage.py worker. Mail and plans wait for it."))


def mail() -> Result:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return Result(_("mail"), False, _("goes into files"), _("Set EMAIL_URL, then send a test mail under Opening."))
    with get_connection(fail_silently=False):  # greets the server, signs in, and sends nothing
        pass
    late = OutboxMail.objects.filter(sent_at=None, created_at__lt=timezone.now() - MAIL_LATE).count()
    waits = ngettext(
        "%d mail has waited for more than 15 minutes", "%d mails have waited for more than 15 minutes", late
    )
    said = waits % late if late else _("the server takes it")
    return Result(_("mail"), not late, said, _("See Mails on the desk for the reason."))


def error_reports() -> Result:
    """Mailing them is a choice; chosen, they have to leave the house."""
    if not settings.ERROR_MAIL_TO:
        return Result(_("error reports"), True, _("in the log only; ERROR_MAIL_TO would mail them"))
    number = len(settings.ERROR_MAIL_TO)
    said = ngettext("mailed to %d address", "mailed to %d addresses", number) % number
    leaves = opening.mail_goes_out()
    mend = _("They go into files like all mail, and nobody reads them. Set EMAIL_URL.")
    return Result(_("error reports"), leaves, said, mend)


def failed_work() -> Result:
    number = sum(parked().values())
    failed = ngettext("%d thing failed five times", "%d things failed five times", number) % number
    said = failed if number else _("none")
    return Result(_("work given up"), not number, said, _("The desk of an owner lists it."))


def clock() -> Result:
    """The database's clock and ours; with several machines a difference publishes too early or too late."""
    with connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        cursor.execute("SELECT strftime('%s', 'now')" if sqlite else "SELECT extract(epoch FROM clock_timestamp())")
        theirs = datetime.fromtimestamp(float(cursor.fetchone()[0]), UTC)
    differs = abs(timezone.now() - theirs)
    said = _("%.0f seconds apart from the database’s") % differs.total_seconds()
    return Result(_("clock"), differs <= CLOCK_MAY_DIFFER, said, _("Switch on NTP on every machine."))


def profile_copy() -> Result:
    found = profile_path().is_file()
    said = _("there") if found else _("missing: pages show the example clinic")
    return Result(_("copy of the profile"), found, said, _("Open the clinic’s profile on the desk and save it once."))


def last_backup() -> Result:
    seen = Heartbeat.objects.filter(name=schedule.CHECKED).values_list("at", flat=True).first()
    said = _("read back on %s") % f"{timezone.localtime(seen):%Y-%m-%d %H:%M}" if seen else _("none was ever read back")
    return Result(_("backup"), opening.backup(timezone.now()) is None, said, _("Run: make backup"))


def retention() -> Result:
    """Readers are promised by when their words are gone, and one sweep keeps that promise."""
    seen = RetentionDay.objects.values_list("at", flat=True).first()
    well = bool(seen) and timezone.now() - seen < RETENTION_LATE
    said = _("last ran on %s") % f"{timezone.localtime(seen):%Y-%m-%d %H:%M}" if seen else _("has never run")
    return Result(_("retention"), well, said, _("Start the worker, or run: manage.py run_due"))


def safe_settings() -> Result:
    weak = [name for name, wrong in (("DEBUG", settings.DEBUG), ("SITE_URL", not settings.SITE_IS_SECURE)) if wrong]
    weak += ["STAFF_SECOND_FACTOR"] * (settings.STAFF_SECOND_FACTOR != "required")
    said = _("for trying things out: %s") % ", ".join(weak) if weak else _("as a real site needs them")
    return Result(_("settings"), not weak, said, _("Set DEBUG=false, an https address, STAFF_SECOND_FACTOR=required."))


CHECKS = (database, migrations, data_folder, pictures, cache, worker, mail, error_reports)
CHECKS += (failed_work, retention, clock, profile_copy, last_backup, safe_settings)
