import sys

from django.core.management.base import BaseCommand, CommandError

from jobs.progress import Progress, stoppable
from portal.backup import archive, restoring

STOPPED = (
    "Stopped. Run the same line again: it starts anew and puts everything back. Until then pictures may already be the "
    "backup's, while the database is the one from before."
)


class Command(BaseCommand):
    help = "Puts a backup in the place of what is here. A file that is damaged or not ours changes nothing."
    requires_system_checks = []  # on an empty machine there is no database to check yet
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", help="path of a backup, or the name of one among the backups")
        parser.add_argument("--replace", action="store_true", help="also where a site is; that is backed up first")

    def handle(self, *args, file: str, replace: bool, **options):
        try:
            with stoppable(STOPPED):
                count = Progress("restore", self.say)
                done = restoring.restore(file, replace=replace, said=self.say, count=count)
        except archive.Refused as problem:
            raise CommandError(f"Nothing was restored. {problem}") from None
        self.stdout.write(f"Restored what was here on {done.made_at}: {done.rows} rows, {done.files} files.")
        if done.erased:
            self.stdout.write(f"Erased or withdrawn again, as people had asked since: {done.erased} comments.")
        if done.kept_as:
            self.stdout.write(f"What was here before is kept as {done.kept_as}.")
        self.stdout.write("Everybody signs in again. What happened after that moment is not in it: look at the desk.")
        if done.other_secret:
            words = "This machine has another SECRET_KEY: links in mails sent so far do not work. Copy the old .env."
            self.stderr.write(self.style.WARNING(words))

    def say(self, words: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"  {words}")
