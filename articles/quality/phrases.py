"""Rule files that are plain lists of phrases: compiled once, found in folded sentences."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import sentences

FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class Phrase:
    check: str
    pattern: re.Pattern
    unless: re.Pattern | None
    blocking: bool
    message: str
    fix: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@cache
def phrases(name: str) -> tuple[Phrase, ...]:
    """The rules of rules/<name>.toml."""
    file = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(
        Phrase(
            check=row.get("check", file["check"]),
            pattern=re.compile("|".join(f"(?:{pattern})" for pattern in row["patterns"])),
            unless=re.compile(row["unless"]) if "unless" in row else None,
            blocking=row["blocking"],
            message=row["reason"],
            fix=row["fix"],
            hits=tuple(row["hits"]),
            misses=tuple(row["misses"]),
        )
        for row in file["rule"]
    )


def find_phrases(name: str, content: Content) -> list[Finding]:
    """Every place in `content` where a phrase of rules/<name>.toml stands."""
    found = []
    for sentence in sentences(content):
        text = sentence.folded.text
        for rule in phrases(name):
            if rule.unless and rule.unless.search(text):
                continue
            for match in rule.pattern.finditer(text):
                start, end = sentence.folded.span(*match.span())
                place, quote = sentence.start + start, sentence.text[start:end]
                values = (rule.check, rule.blocking, rule.message, rule.fix, quote)
                found.append(Finding(sentence.field, place, sentence.start + end, *values))
    return found
