"""What looks like an identifier and is none: numbers of papers, doses, prices, lines of help."""

import tomllib
from functools import cache

from comments.screening.identifiers.plain import Plain
from comments.screening.rules import FOLDER, load_rules


@cache
def help_lines() -> frozenset[str]:
    """The digits of known lines of help."""
    data = tomllib.loads((FOLDER / "identifiers" / "clean.toml").read_text(encoding="utf-8"))
    return frozenset(data["help_lines"].split())


def clean_spans(plain: Plain) -> list[tuple[int, int]]:
    """Spans of the plain form in which nothing identifies anybody."""
    if not plain.has_digits:
        return []
    return [match.span() for rule in load_rules("identifiers/clean") for match, _tier in rule.matches(plain.low)]
