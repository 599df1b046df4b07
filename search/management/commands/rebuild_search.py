from functools import partial

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from jobs.progress import Progress, stoppable
from search.index import rebuild

STOPPED = (
    "Stopped. Everything can still be found, some of it by its former words. Run it again: it does all of it anew."
)


class Command(BaseCommand):
    help = "Indexes everything public anew. Safe while the site runs, and any number of times."

    def handle(self, **options):
        with stoppable(STOPPED):
            number = rebuild(partial(Progress("rebuild_search", self.stderr.write), _("entries")))
        self.stdout.write(f"{number} entries can be found.")
