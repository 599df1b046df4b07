from django.core.management.base import BaseCommand, CommandError

from articles.starter import BadStarterFile, load_starter


class Command(BaseCommand):
    help = "Loads the starter articles, topics, sources and pictures that are not there yet."

    def handle(self, **options):
        try:
            made = load_starter(say=self.stdout.write)
        except BadStarterFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made} articles loaded." if made else "The starter content is already there.")
