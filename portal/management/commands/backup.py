from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobs.progress import Progress, stoppable
from portal.backup import archive, checking, erasure_list, making, schedule, storing

STOPPED = "Stopped. Nothing half-made is left, and finished backups are there. Run the same line again: it starts anew."


class Command(BaseCommand):
    help = (
        "Writes database and media into one file, of one moment, while the site runs, reads it back on a scratch "
        "place, and deletes what is too old. docs/operators.md tells more."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only check the newest: restore it to a scratch place")
        parser.add_argument("--nightly", action="store_true", help="as without it; the worker's name for the same")

    def handle(self, *args, check: bool, nightly: bool, **options):
        self.count = Progress("backup", self.say)
        try:
            with stoppable(STOPPED):
                if not check:
                    self.make_one()
                self.check_newest()
        except archive.Refused as problem:
            raise CommandError(str(problem)) from None

    def make_one(self) -> None:
        now = timezone.now()
        made = making.make(self.say, self.count, now=now)
        schedule.note(schedule.MADE, now)
        self.stdout.write(f"{made.name}: {made.rows} rows, {made.files} files, {made.size / 1e6:.1f} MB")
        deleted = storing.delete_old(now)
        erasure_list.forget_old(now)
        if deleted:
            self.say(f"deleted old backups: {deleted}")

    def check_newest(self) -> None:
        kept = storing.kept()
        if not kept:
            raise CommandError("There is no backup yet. Make one: make backup")
        checked = checking.check(kept[-1][1], self.say, self.count)
        schedule.note(schedule.CHECKED, timezone.now())
        how = "restored to a scratch place" if checked.restored else "read to its end (this account may not restore)"
        self.stdout.write(f"{checked.name}: {how}, {checked.rows} rows and {checked.files} files as its manifest says")

    def say(self, words: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"  {words}")
