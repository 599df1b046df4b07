from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic.profile import get_profile
from comments.examples import BadExample, example_moderator, example_owner, load_example_texts, load_examples

TEXTS = settings.BASE_DIR / "starter" / "approved_texts.toml"


class Command(BaseCommand):
    help = (
        "Loads the made-up comments and approved texts of the demo once. Refused unless the site is in its demo state."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=settings.BASE_DIR / "starter" / "comments.toml")

    def handle(self, *args, file, **options):
        if not get_profile().is_demo:
            raise CommandError("Example comments belong to the demo only.")
        moderator = example_moderator()
        if moderator is None:
            raise CommandError("No moderator's account yet: somebody has to decide about the examples.")
        try:
            made = load_examples(file, moderator, timezone.now())
            if owner := example_owner():
                load_example_texts(TEXTS, owner)
        except (OSError, BadExample) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{made} example comments loaded." if made else "The example comments are there already.")
