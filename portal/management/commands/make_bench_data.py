from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from clinic.profile import get_profile
from jobs.progress import Progress, stoppable
from portal.bench.data import NoStarter, build
from portal.bench.library import build_library
from portal.postgresql.long_work import without_limit
from portal.statistics import update_statistics
from search.index import missing


class Command(BaseCommand):
    help = "Fills an example site with many articles and comments, for measuring. Goes on where it was stopped."

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, default=10_000, metavar="N", help="public articles in the end")
        parser.add_argument("--comments", type=int, default=1_000_000, metavar="N", help="comments in the end")
        parser.add_argument("--pending", type=int, default=5_000, metavar="N", help="of these, how many wait")
        parser.add_argument(
            "--sources",
            type=int,
            default=0,
            metavar="N",
            help="sources in the end, and what editors "
            "have beside them: glossary words, topics, drafts and requests that wait",
        )
        parser.add_argument("--images", type=int, default=0, metavar="N", help="pictures in the end")
        parser.add_argument("--revisions", type=int, default=1, metavar="N", help="versions of one article")

    def handle(self, *args, articles, comments, pending, sources=0, images=0, revisions=1, **options):
        if not get_profile().is_demo:
            raise CommandError("Made-up articles and comments belong on an example site; this one is real.")
        if min(articles, comments, pending, sources, images, revisions) < 0 or pending > comments:
            raise CommandError("Numbers may not be negative, and no more comments can wait than there are.")
        with stoppable("Stopped. Start it again with the same numbers, and it goes on where it was."), without_limit():
            self.fill(articles, comments, pending, sources, images, revisions)
        self.stdout.write("Done.")

    def fill(self, articles, comments, pending, sources, images, revisions) -> None:
        say = Progress("make_bench_data", self.stdout.write)
        try:
            build(articles, comments, pending, say)
            if sources or images or revisions > 1:
                build_library(sources, images, revisions, say)
        except NoStarter:
            raise CommandError("There is no article to copy. Run load_starter first.") from None
        if missing():
            call_command("rebuild_search", verbosity=0)
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")  # as autovacuum would have done on a site that grew by itself
        update_statistics()
