from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from jobs.progress import Progress
from portal import upgrading
from portal.backup import archive, making
from portal.postgresql.long_work import without_limit
from portal.statistics import update_statistics


class Command(BaseCommand):
    help = "After new code was fetched: backup, tables, static files, checks. Any number of versions may be skipped."
    requires_system_checks = []  # the tables are of the version before
    requires_migrations_checks = False

    def handle(self, *args, **options):
        before = upgrading.remembered()
        self.stdout.write(f"Upgrade from {before.get('version', 'a version not noted down')} to {upgrading.version()}")
        kept = self.keep()
        try:
            self.bring_up()
        except BaseException:
            self.tell_the_way_back(kept)
            raise
        self.tell_rules(before.get("rules"))
        upgrading.remember()
        self.stdout.write("Done. Now restart the web server and the worker, and look: manage.py doctor")
        self.tell_the_way_back(kept)

    def keep(self) -> str:
        """The name of the backup; without one nothing is changed."""
        if "django_migrations" not in connection.introspection.table_names():
            return ""
        try:
            made = making.make(said=self.say, count=Progress("backup", self.say), now=timezone.now())
        except archive.Refused as problem:
            raise CommandError(f"Nothing was changed, because no backup could be made. {problem}") from None
        self.stdout.write(f"Backup: {made.name}, {made.rows} rows, {made.files} files")
        return made.name

    def say(self, words: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"  {words}")

    def bring_up(self) -> None:
        executor = MigrationExecutor(connection)
        steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        with without_limit():
            call_command("migrate", interactive=False, verbosity=0)
            update_statistics()  # new indexes are of use once the database knows what is in them
        self.stdout.write(f"Tables: {steps} steps" if steps else "Tables: nothing to do")
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write("Static files: collected")
        call_command("check", deploy=settings.SITE_IS_SECURE)

    def tell_rules(self, before: dict[str, str] | None) -> None:
        if before is None:
            self.stdout.write("Rules that judge texts: noted down for the next upgrade")
            return
        found = list(upgrading.changes(before, upgrading.rules()))
        if not found:
            self.stdout.write("Rules that judge texts: the same")
            return
        self.stdout.write("Rules that judge texts have changed; tell the moderators and editors (CHANGELOG.md):")
        for line in found:
            self.stdout.write(f"  {line}")

    def tell_the_way_back(self, kept: str) -> None:
        if kept:
            self.stdout.write(f"The way back: the code of before, then  make restore FILE={kept} ARGS=--replace")
