from django.core.management.base import BaseCommand

from search.index import rebuild


class Command(BaseCommand):
    help = "Indexes everything public anew. Safe while the site runs, and any number of times."

    def handle(self, *args, **options):
        number = rebuild(self.progress)
        self.stdout.write(f"{number} entries can be found.")

    def progress(self, done: int) -> None:
        if done % 500 == 0:
            self.stdout.write(f"{done} …")
