from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from jobs.progress import Progress, stoppable
from portal.moving.leaving import NotEmpty, export_site

STOPPED = "Stopped. %s holds a part and is of no use so. Run it again with the same folder: it starts again there."


class Command(BaseCommand):
    help = "Writes the whole site into a new folder: readable files, and one JSON that import_site restores."

    def add_arguments(self, parser):
        parser.add_argument("folder", help="a new or empty folder")

    def handle(self, *, folder, **options):
        try:
            with stoppable(STOPPED % folder):
                number = export_site(Path(folder), Progress("export_site", self.stderr.write))
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from error
        self.stdout.write(
            f"{number:,} rows and all files are in {folder}. They hold unpublished words: keep them safe."
        )
