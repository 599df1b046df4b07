import json
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from jobs.progress import Progress, stoppable
from portal.wordpress.importing import import_wordpress
from portal.wordpress.wxr import BadExport

STOPPED = "Stopped. Start it again with the same file, and it goes on where it was."


class Command(BaseCommand):
    help = (
        "Takes over a WordPress export (Tools › Export › All content) as drafts. Comments wait to be read, old "
        "addresses lead on. Run again, it changes nothing that has come; stopped, it goes on where it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the export, an XML file of WXR 1.0 to 1.2")
        parser.add_argument("--media", metavar="DIR", help="a copy of the old site's folder wp-content/uploads")
        parser.add_argument("--dry-run", action="store_true", help="report what would come, and store nothing")
        parser.add_argument("--report", metavar="FILE", help="write the report there as well, as JSON")

    def handle(self, *, file, media=None, dry_run=False, report=None, **options):
        if media and not Path(media).is_dir():
            raise CommandError(f"{media} is not a folder.")
        say = partial(Progress("import_wordpress", self.stderr.write), _("posts"))
        try:
            with stoppable(STOPPED):
                found = import_wordpress(file, media=media, dry_run=dry_run, say=say)
        except BadExport as error:
            raise CommandError(f"{error} Nothing has been imported.") from error
        self.stdout.write("\n".join(found.lines()))
        if report:
            Path(report).write_text(json.dumps(found.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")
            self.stdout.write(f"\nThe report is in {report}.")
