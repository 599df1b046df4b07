import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.quality import run_checks
from articles.quality.documents import read_document


class Command(BaseCommand):
    help = (
        "Checks text, Markdown or HTML as an article is checked before it is published. "
        "Exit status 1 when something would keep it from publication."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help="A file, or - for standard input.")
        parser.add_argument("--json", action="store_true", help="Write the findings as one JSON list.")
        parser.add_argument("--jsonl", metavar="FILE", help='JSON Lines {"id", "text"}, or - for standard input.')
        parser.add_argument("--kind", choices=("guide", "treatment", "news"), default="guide", help="Kind of article.")

    def handle(self, *, file=None, json=False, jsonl=None, kind="guide", **options):
        if (file is None) == (jsonl is None):
            raise CommandError("Name one file, or use --jsonl FILE. “-” reads standard input.")
        if jsonl is not None:
            blocked = self.check_lines(open_lines(jsonl), kind)
        else:
            blocked = self.check_file(read_text(file), kind, as_json=json)
        if blocked:
            sys.exit(1)

    def check_lines(self, rows: Iterable[str], kind: str) -> bool:
        blocked = False
        for number, row in enumerate(rows, start=1):
            if not row.strip():
                continue
            name, text = parse_row(row, number)
            found = findings_in(text, kind)
            blocked = blocked or any(finding["blocking"] for finding in found)
            self.stdout.write(json.dumps({"id": name, "findings": found}, ensure_ascii=False))
        return blocked

    def check_file(self, text: str, kind: str, *, as_json: bool) -> bool:
        found = findings_in(text, kind)
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(described(text, found)))
        return any(finding["blocking"] for finding in found)


def findings_in(text: str, kind: str = "guide") -> list[dict[str, Any]]:
    """Findings in a file's text, blocking ones first; `start` and `end` count code points of that text."""
    document = read_document(text, kind)
    found = []
    for finding in run_checks(document.content):
        start, end = document.in_file(finding)
        found.append(finding.to_json() | {"start": start, "end": end})
    return sorted(found, key=lambda finding: (not finding["blocking"], finding["start"], finding["check"]))


def described(text: str, found: list[dict[str, Any]]) -> Iterator[str]:
    for finding in found:
        line = text.count("\n", 0, finding["start"]) + 1
        mark = "BLOCKS" if finding["blocking"] else "advice"
        yield f"{mark}  line {line}  {finding['check']}: “{finding['quote'][:80]}”"
        yield f"        {finding['message']}"
        yield f"        {finding['fix']}"
    blocking = sum(finding["blocking"] for finding in found)
    yield f"{blocking} blocking, {len(found) - blocking} advice."


def read_text(name: str) -> str:
    """A file's text, or a CommandError that names the file and what is wrong with it."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8 text.") from error


def open_lines(name: str) -> Iterable[str]:
    return sys.stdin if name == "-" else read_text(name).splitlines()


def parse_row(row: str, number: int) -> tuple[Any, str]:
    try:
        document = json.loads(row)
        name, text = document["id"], document["text"]
    except (ValueError, TypeError, KeyError) as error:
        raise CommandError(f'Line {number} is not {{"id", "text"}}.') from error
    if not isinstance(text, str):
        raise CommandError(f"Line {number}: “text” is not a text.")
    return name, text
