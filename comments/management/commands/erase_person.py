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
        held = data_rights.held_of(who)
        if not held:
            raise CommandError(
                "Nothing is held under this. An address finds only the comments that it was left with; without one, "
                "use the address of the private page, /comments/…/, which its writer was shown and mailed."
            )
        self.show(held)
        if export:
            self.write(export, held)
        if only_export or not held.can_be_erased:
            return
        if not yes and input("Erase them for good? Type yes: ").strip().lower() != "yes":
            raise CommandError("Nothing was erased.")
        done = data_rights.erase(held, None)
        self.stdout.write(f"Comments erased, and struck out of backups when one is restored: {done.now}.")
        if done.notes:
            self.stdout.write(f"Messages without a sender erased; a restored backup brings them back: {done.notes}.")
        if done.later:
            self.stdout.write(
                f"Of high distress, out of view now, erased by the worker in 72 hours at most: {done.later}."
            )

    def show(self, held: data_rights.Held) -> None:
        for comment in held.comments:
            day = timezone.localtime(comment.submitted_at).date()
            wait = ", high distress" if data_rights.waits(comment) else ""
            self.stdout.write(f"comment {comment.pk} of {day}, {comment.get_status_display()}{wait}")
        for note in held.notes:
            stays = " (stays until it was dealt with)" if data_rights.must_be_read(note) else ""
            self.stdout.write(f"{note._meta.verbose_name} {note.pk} names the address{stays}")
        for mail in held.mails:
            self.stdout.write(f"mail {mail.pk} of {timezone.localtime(mail.created_at).date()}")
        if held.reports:
            self.stdout.write(f"{held.reports} reports name the address; they stay: a moderator decides")
        for comment in held.named_in:
            self.stdout.write(f"comment {comment.pk} names the address and may be another's: a moderator decides")

    def write(self, path: Path, held: data_rights.Held) -> None:
        """Only its owner on this machine may read the file; one that is there already is not touched."""
        text = json.dumps(data_rights.export(held), ensure_ascii=False, indent=2)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text + "\n")
        except OSError as problem:
            raise CommandError(f"Nothing was erased, because {path} cannot be written: {problem.strerror}.") from None
        data_rights.note_given(held, None)
        self.stdout.write(f"Written to {path}. It holds personal data: delete it when it was handed over.")
