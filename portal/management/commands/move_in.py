import signal
import sys

from django.core.management.base import BaseCommand

from portal.arrival.work import take_one


class Command(BaseCommand):
    help = "Takes the step of moving in that waits on the desk. The worker starts this by itself."

    def handle(self, **options):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        if not take_one():
            self.stdout.write("Nothing waits.")
