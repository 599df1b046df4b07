"""Reading the question files: TOML in, checked tables out, every mistake named with its file and line.

The format is described in docs/faq.md. Nothing is corrected silently: a clinic that mistypes a key must
hear of it at the next start, and not from a patient.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SOURCES_FILE = "sources.toml"


@dataclass(frozen=True)
class Problem:
    """One mistake in one file, as a line that a person who is no programmer can act on."""

    file: Path
    line: int
    problem: str
    example: str

    def __str__(self) -> str:
        return f"FAQ file {self.file}, line {self.line}: {self.problem} Example: {self.example}"


class BadFaq(Exception):
    """The files cannot be used. Holds every problem found, so that they are mended in one go."""

    def __init__(self, problems: list[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Key:
    """What a key of a file must hold."""

    kind: type
    example: str
    required: bool = True


QUESTION_KEYS = {
    "group": Key(str, 'group = "Safety and side effects"'),
    "question": Key(str, 'question = "Is it safe?"'),
    "slug": Key(str, 'slug = "is-it-safe"'),
    "topics": Key(list, 'topics = ["safety"]', required=False),
    "sources": Key(list, 'sources = ["short2018", "fda2023"]', required=False),
    "evidence_checked_on": Key(date, "evidence_checked_on = 2026-11-22"),
    "answer": Key(str, 'answer = """It is not safe for everyone. [@short2018]"""'),
}
SOURCE_KEYS = {
    "key": Key(str, 'key = "short2018"'),
    "authors": Key(str, 'authors = "Short B, Fong J, et al."', required=False),
    "title": Key(str, 'title = "Side-effects associated with ketamine use in depression"'),
    "journal": Key(str, 'journal = "Lancet Psychiatry"', required=False),
    "year": Key(int, "year = 2018", required=False),
    "details": Key(str, 'details = "5(1):65–78"', required=False),
    "doi": Key(str, 'doi = "10.1016/S2215-0366(17)30272-9"', required=False),
    "pmid": Key(str, 'pmid = "28757132"', required=False),
    "pmcid": Key(str, 'pmcid = "PMC5098773"', required=False),
    "url": Key(str, 'url = "https://www.example.org/report"', required=False),
    "kind": Key(str, 'kind = "review"'),
    "people": Key(int, "people = 73", required=False),
    "note": Key(str, 'note = "No comparison group."', required=False),
    "checked_on": Key(date, "checked_on = 2026-11-22"),
}
KIND_NAMES = {
    str: "text in quotes",
    list: "a list of texts in quotes",
    date: "a date without quotes",
    int: "a whole number without quotes",
}


@dataclass(frozen=True)
class Place:
    """A file, or one [[source]] in it, from which a problem can find its line."""

    file: Path
    text: str
    first_line: int = 1

    def problem(self, pattern: str, problem: str, example: str) -> Problem:
        """A problem at the first line, from here on, that matches the pattern."""
        lines = self.text.splitlines()[self.first_line - 1 :]
        matching = (n for n, line in enumerate(lines, self.first_line) if re.search(pattern, line))
        return Problem(self.file, next(matching, self.first_line), problem, example)

    def problem_with(self, key: str, problem: str, example: str) -> Problem:
        return self.problem(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*=", problem, example)


@dataclass(frozen=True)
class Table:
    """The checked content of one question file or of one [[source]]."""

    place: Place
    values: dict


def read_toml(path: Path) -> tuple[Place, dict]:
    """The text and the values of a file, or BadFaq."""
    example = QUESTION_KEYS["question"].example
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
        return Place(path, text), tomllib.loads(text)
    except OSError as error:
        raise BadFaq([Problem(path, 1, f"cannot be read ({error.strerror}).", "chmod a+r " + path.name)]) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFaq([Problem(path, line, "is not saved as UTF-8.", "save as UTF-8 in your editor")]) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else max(1, len(text.splitlines()))
        raise BadFaq([Problem(path, line, f"is not valid TOML: {error}.", example)]) from None


def problems_of_keys(table: Table, keys: dict[str, Key]) -> Iterator[Problem]:
    """Unknown, missing, mistyped and empty keys."""
    known = ", ".join(keys)
    for name in table.values:
        if name not in keys:
            problem = f"“{name}” is not a key we know. Known are: {known}."
            yield table.place.problem_with(name, problem, next(iter(keys.values())).example)
    for name, key in keys.items():
        value = table.values.get(name)
        if value is None:
            if key.required:
                yield table.place.problem_with(name, f"“{name}” is missing.", key.example)
        elif type(value) is not key.kind or (key.kind is list and not all(isinstance(v, str) for v in value)):
            yield table.place.problem_with(name, f"“{name}” must be {KIND_NAMES[key.kind]}.", key.example)
        elif key.kind is str and not value.strip():
            yield table.place.problem_with(name, f"“{name}” is empty.", key.example)


def sources_file(folder: Path) -> Path:
    """A folder of a clinic's own may hold its sources; ours stand beside the folder."""
    inside = folder / SOURCES_FILE
    return inside if inside.exists() else folder.parent / SOURCES_FILE


def read_sources(folder: Path) -> list[Table]:
    """Every [[source]], in order; none when there is no file."""
    path = sources_file(folder)
    if not path.exists():
        return []
    place, values = read_toml(path)
    unknown = [name for name in values if name != "source"]
    if unknown or not all(isinstance(table, dict) for table in values.get("source", [])):
        name = unknown[0] if unknown else "source"
        problem = f"“{name}” is not expected: the file holds [[source]] tables only."
        raise BadFaq([place.problem(re.escape(name), problem, "[[source]]")])
    heads = (n for n, line in enumerate(place.text.splitlines(), 1) if re.match(r"\s*\[\[\s*source", line))
    return [Table(Place(path, place.text, next(heads, 1)), source) for source in values.get("source", [])]


def read_questions(folder: Path) -> list[Table]:
    """Every question file in order of its name, or BadFaq with what the unreadable ones have wrong."""
    if not folder.is_dir():
        problem = "is not a folder. FAQ_DIR must name the folder that holds the question files."
        raise BadFaq([Problem(folder, 1, problem, "FAQ_DIR=/srv/clinic/faq")])
    tables, problems = [], []
    for path in sorted(folder.glob("*.toml")):
        if path.name == SOURCES_FILE:
            continue
        try:
            tables.append(Table(*read_toml(path)))
        except BadFaq as error:
            problems += error.problems
    if problems:
        raise BadFaq(problems)
    return tables
