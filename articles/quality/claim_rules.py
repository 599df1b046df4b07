"""Claim rules: data in rules/claims/*.toml, one file a check, compiled once."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from articles.quality.excuses import EXCUSES

FOLDER = Path(__file__).parent / "rules"
SOURCE = ("no help", "enough", "with a comparison")
USUAL = ("negated", "denied", "asked", "warned")


class BadRule(ValueError):
    """A rule file that cannot be used: the file, the rule, and what is wrong."""


@dataclass(frozen=True)
class Rule:
    """One way of claiming too much.

    `source` says whether a source mark in the same sentence makes the words acceptable. `excuses` name functions of
    excuses.py. `unless` is a pattern that, anywhere in the sentence, means that something else is spoken of.
    `conditions` is how many different illnesses the sentence must name at least.
    """

    check: str
    name: str
    pattern: re.Pattern
    stems: tuple[str, ...]
    unless: re.Pattern | None
    excuses: tuple[str, ...]
    source: str
    conditions: int
    message: str
    fix: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]


def expand(pattern: str, words: dict[str, list[str]]) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace("{" + name + "}", f"(?:{'|'.join(alternatives)})")
    return pattern


def joined(patterns: list[str], words: dict[str, list[str]]) -> re.Pattern:
    return re.compile("|".join(f"(?:{expand(pattern, words)})" for pattern in patterns))


def make_rule(file: dict[str, Any], row: dict[str, Any], words: dict[str, list[str]]) -> Rule:
    source = row.get("source", file.get("source", "no help"))
    excuses = tuple(row.get("excuses", file.get("excuses", USUAL))) + tuple(row.get("also", file.get("also", ())))
    if source not in SOURCE or (unknown := set(excuses) - EXCUSES.keys()):
        raise BadRule(f"{file['check']}, {row['name']}: {source!r} or {unknown} is not known.")
    return Rule(
        check=file["check"],
        name=row["name"],
        pattern=joined(row["patterns"], words),
        stems=tuple(row.get("stems", ())),
        unless=joined(row["unless"], words) if "unless" in row else None,
        excuses=excuses,
        source=source,
        conditions=row.get("conditions", 0),
        message=row.get("reason", file["reason"]),
        fix=row.get("fix", file["fix"]),
        hits=tuple(row["hits"]),
        misses=tuple(row["misses"]),
    )


@lru_cache(maxsize=1)
def shared_words() -> dict[str, list[str]]:
    return tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def claim_rules() -> tuple[Rule, ...]:
    """All rules. Raises BadRule, KeyError or re.error for a file that is not sound: a test reads them all."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "claims").glob("*.toml"))]
    return tuple(make_rule(file, row, shared_words()) for file in files for row in file["rule"])


@lru_cache(maxsize=1)
def condition_pattern() -> re.Pattern:
    return re.compile(rf"\b(?:{'|'.join(shared_words()['condition'])})\b")
