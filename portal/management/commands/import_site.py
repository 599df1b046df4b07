from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from jobs.progress import Progress, stoppable
from portal.moving.arriving import import_site
from portal.moving.leaving import NotEmpty
from portal.moving.rows import BadSiteFile

STOPPED = (
    "Stopped. Run it again with the same folder: the rows come at once or not at all, the rest goes on where it was."
)


class Command(BaseCommand):
    help = "Restores a site that export_site wrote, into an empty one."

    def add_arguments(self, parser):
        parser.add_argument("folder", help="the exported site")

    def handle(self, *, folder, **options):
        try:
            with stoppable(STOPPED):
                left = import_site(Path(folder), Progress("import_site", self.stderr.write))
        except (NotEmpty, BadSiteFile) as error:
            raise CommandError(f"{error} Nothing has been stored.") from error
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from error
        self.stdout.write("\n".join(["The site is here.", *left]))
