from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.moving.arriving import import_site
from portal.moving.leaving import NotEmpty
from portal.moving.rows import BadSiteFile


class Command(BaseCommand):
    help = "Restores a site that export_site wrote, into an empty one."

    def add_arguments(self, parser):
        parser.add_argument("folder", help="the exported site")

    def handle(self, *, folder, **options):
        try:
            left = import_site(Path(folder), lambda what, number: self.stdout.write(f"{what}: {number:,}"))
        except (NotEmpty, BadSiteFile) as error:
            raise CommandError(f"{error} Nothing has been stored.") from error
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from error
        self.stdout.write("\n".join(["The site is here.", *left]))
