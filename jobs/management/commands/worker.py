import logging
import signal

from django.core.management.base import BaseCommand

from jobs.sweeping import Sweeper
from jobs.work import stopping

log = logging.getLogger("jobs")


class Command(BaseCommand):
    help = "Keeps doing what is due, until SIGTERM or SIGINT. Any number of workers may run side by side."

    def add_arguments(self, parser):
        parser.add_argument("--pause", type=float, default=2.0, help="seconds between two rounds (2)")

    def handle(self, *args, pause: float, **options):
        stopping.clear()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        log.info("worker started")
        sweeper = Sweeper()
        while not stopping.is_set():
            sweeper.round()
            stopping.wait(pause)
        log.info("worker stopped")


def stop(number, frame):
    """The row in hand is finished first; a second signal ends the process at once, and the lease takes
    care."""
    stopping.set()
    signal.signal(number, signal.SIG_DFL)
