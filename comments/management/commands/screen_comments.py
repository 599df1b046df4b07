"""Screens texts from JSON Lines: what the rules see in each, without storing or publishing anything."""

import json
from argparse import ArgumentParser
from collections import deque
from collections.abc import Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError

from comments.screening.many import screen_many


class Command(BaseCommand):
    help = 'Reads JSON Lines {"id", "text"} from standard input or FILE and writes {"id", "findings"} for each.'
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="a file of JSON Lines; - or nothing: standard input")
        parser.add_argument("--staff", action="store_true", help="also run the guard of staff replies")

    def handle(self, *args, **options) -> None:
        try:
            # File descriptor 0 rather than sys.stdin: the texts are UTF-8 whatever the terminal's encoding is.
            source = 0 if options["file"] == "-" else options["file"]
            with open(source, encoding="utf-8", closefd=source != 0) as lines:
                for line in screened(lines, staff=options["staff"]):
                    self.stdout.write(line)
        except OSError as error:
            raise CommandError(f"cannot read {options['file']}: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error


def screened(lines: Iterable[str], *, staff: bool) -> Iterator[str]:
    """One line of JSON for each line of JSON, in order, empty lines left out. Raises ValueError, naming the line, once
    all lines before it are answered."""
    ids: deque = deque()
    wrong: list[ValueError] = []

    def texts() -> Iterator[str]:
        try:
            for known_as, text in entries(lines):
                ids.append(known_as)
                yield text
        except ValueError as error:
            wrong.append(error)

    for findings in screen_many(texts(), staff=staff):
        found = [finding.as_dict() for finding in findings]
        yield json.dumps({"id": ids.popleft(), "findings": found}, ensure_ascii=False)
    if wrong:
        raise wrong[0]


def entries(lines: Iterable[str]) -> Iterator[tuple[object, str]]:
    """(id, text) of each line. Raises ValueError, naming the line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            text = entry["text"]
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f'line {number}: expected {{"id": …, "text": "…"}}') from error
        if not isinstance(text, str):
            raise ValueError(f'line {number}: "text" is not a text')
        yield entry.get("id"), text
