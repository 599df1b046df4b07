from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobs.sweeping import run_due


class Command(BaseCommand):
    help = "Does everything that is due, once. Safe to run any number of times, and beside the worker."

    def handle(self, *args, **options):
        done = run_due(timezone.now())
        for name, count in done.items():
            self.stdout.write(f"{name}: {'failed' if count is None else count}")
        if failed := [name for name, count in done.items() if count is None]:
            raise CommandError(f"failed: {', '.join(failed)}; the log says why")
