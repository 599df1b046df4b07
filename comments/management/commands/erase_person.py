import json
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comments import data_rights


class Command(BaseCommand):
    help = "What is held of one person: shown by number and day, written to a file, erased. Asks before it erases."

    def add_arguments(self, parser):
        parser.add_argument("who", help="an e-mail address, or the address of a comment's private page")
        parser.add_argument("--export", type=Path, metavar="FILE", help="first write all of it to this new file (JSON)")
        parser.add_argument("--only-export", action="store_true", help="and erase nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, who, export, only_export, yes, **options):
        if only_export and not export:
            raise CommandError("Say where to: --export FILE")
        comments = data_rights.held_of(who)
        if not comments:
            raise CommandError(
                "Nothing is held under this. An address finds only the comments that it was left with; without one, "
                "use the address of the private page, /comments/…/, which its writer was shown and mailed."
            )
        self.show(comments)
        if export:
            self.write(export, comments)
        if only_export:
            return
        if not yes and input("Erase them for good? Type yes: ").strip().lower() != "yes":
            raise CommandError("Nothing was erased.")
        done = data_rights.erase(comments, None)
        self.stdout.write(f"{done.now} erased, and struck out of backups when one is restored.")
        if done.later:
            self.stdout.write(
                f"{done.later} of high distress: out of view now, erased by the worker in 72 hours at most."
            )

    def show(self, comments) -> None:
        for comment in comments:
            day = timezone.localtime(comment.submitted_at).date()
            wait = ", high distress" if data_rights.waits(comment) else ""
            self.stdout.write(f"comment {comment.pk} of {day}, {comment.get_status_display()}{wait}")

    def write(self, path: Path, comments) -> None:
        """Only its owner on this machine may read the file; one that is there already is not touched."""
        text = json.dumps(data_rights.export(comments), ensure_ascii=False, indent=2)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text + "\n")
        except OSError as problem:
            raise CommandError(f"Nothing was erased, because {path} cannot be written: {problem.strerror}.") from None
        self.stdout.write(f"Written to {path}. It holds personal data: delete it when it was handed over.")
