from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.due import make_renditions, waiting_for_renditions
from articles.models import Image
from jobs.progress import Progress, stoppable
from jobs.work import run_batch

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
        while run_batch(Image.objects.all(), make_renditions, now=timezone.now(), limit=1):
            done += 1
            say("pictures", done, max(of, done))
        return done
