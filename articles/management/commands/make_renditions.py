from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.due import make_renditions, waiting_for_renditions
from articles.models import Image
from jobs.progress import Progress, stoppable
from jobs.work import is_due, run_batch, stopping

STOPPED = "Stopped. What has been made stays; run it again, or leave the rest to the worker."


class Command(BaseCommand):
    help = "Makes the sizes of all pictures that wait for them, at once. The worker does the same little by little."

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", help="of every picture anew, for instance after media was lost"
        )

    def handle(self, **options):
        with stoppable(STOPPED):
            done = self.make(options["all"])
        left = waiting_for_renditions()
        self.stdout.write(
            f"{done} pictures have their sizes." + (f" {left} are to be tried again later." if left else "")
        )

    def make(self, anew: bool) -> int:
        if anew:
            Image.objects.update(next_try_at=timezone.now(), tries=0, parked_at=None)
        done, of, say = 0, waiting_for_renditions(), Progress("make_renditions", self.stderr.write)
        while Image.objects.filter(is_due(timezone.now())).exists() and not stopping.is_set():
            done += run_batch(Image.objects.all(), make_renditions, now=timezone.now(), limit=1)
            say(_("pictures"), done, max(of, done))  # one that fails is due again later, and stops no other
        return done
