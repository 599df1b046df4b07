"""Rules of a screen, read from rules/<screen>.toml: data that a clinic's lead can read, and the engine that runs them.

A file holds `[words]` (named pieces of patterns) and any number of `[[rule]]`:

    id       unique in the file; findings carry it
    kind     what was found, where a screen tells several things apart
    tier     "high" or "medium", where a screen grades
    reason   why this is looked for, in plain words; shown to moderators
    needs    the rule is tried only on texts that contain one of these (seldom needed: see prefilter.py)
    pattern  a regular expression, or a list of them. A blank means any white space, `{name}` inserts a word list, line
             breaks and indentation within it mean nothing
    on       "folded" (default: the plain form, see folding.py) or "original"
    unless   the hit is dropped when this is found in its sentence; `unless_before` and `unless_after`: in the
             part of the sentence before or after the hit (with `$` or `^`: right beside it)
    only_if  the hit counts only when this is found in its sentence
    points   for signs that mean little alone: the screen adds them up (distress_cues.toml)
    lower_if a high hit becomes medium when this is found in its sentence
    hits     texts the rule itself must find;  `misses`: texts it must not find

`[defaults]` gives any of these to all rules of the file that do not say otherwise.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from comments.screening.finding import HIGH, MEDIUM, Finding
from comments.screening.folding import Folded
from comments.screening.prefilter import Prefilter

FOLDER = Path(__file__).with_name("rules")
FIELDS = frozenset(
    ("id", "kind", "tier", "points", "reason", "needs", "pattern", "on", "hits", "misses")
    + ("unless", "unless_before", "unless_after", "only_if", "lower_if")
)
SCOPE = 240  # how far a sentence is followed to either side, in characters: keeps the work linear
_SENTENCE_END = re.compile(r"[.!?;\n](?=\s|$)|\n")
_INSERT = re.compile(r"\{([a-z_]+)\}")


class BadRules(ValueError):
    """A rule file that does not fit; the message names the file and the rule."""


@dataclass(frozen=True)
class Rule:
    """One rule, compiled."""

    id: str
    kind: str
    tier: str
    points: int
    reason: str
    needs: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    original: bool
    unless: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None
    only_if: re.Pattern[str] | None
    lower_if: re.Pattern[str] | None
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def matches(self, text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Every hit in `text` with its tier."""
        for pattern in self.patterns:
            yield from self.matches_of(pattern, text)

    def matches_of(self, pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Every hit of one of the rule's patterns."""
        if self.needs and not any(word in text for word in self.needs):
            return
        told: dict[tuple[int, int], str | None] = {}  # many hits stand in one sentence, which is searched once
        for match in pattern.finditer(text):
            if match.end() == match.start():
                continue
            span = sentence(text, match.start(), match.end())
            if span not in told:
                told[span] = self._tier_in(text[slice(*span)])
            tier = told[span]
            if tier is not None and not self._excused_beside(text, match, *span):
                yield match, tier

    def _tier_in(self, scope: str) -> str | None:
        """The tier of hits in this sentence; None where it excuses them."""
        if (self.unless and self.unless.search(scope)) or (self.only_if and not self.only_if.search(scope)):
            return None
        if self.tier == HIGH and self.lower_if and self.lower_if.search(scope):
            return MEDIUM
        return self.tier

    def _excused_beside(self, text: str, match: re.Match[str], start: int, end: int) -> bool:
        return bool(
            (self.unless_before and self.unless_before.search(text[start : match.start()]))
            or (self.unless_after and self.unless_after.search(text[match.end() : end]))
        )


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence around text[start:end], at most about two SCOPE characters to either side."""
    first = max(0, (start // SCOPE - 1) * SCOPE)
    for boundary in _SENTENCE_END.finditer(text, first, start):
        first = boundary.end()
    limit = (end // SCOPE + 2) * SCOPE
    last = _SENTENCE_END.search(text, max(end - 1, start), limit)
    return first, last.end() if last else min(len(text), limit)


def screen_by_rules(screen: str, text: str, folded: Folded) -> list[Finding]:
    """All hits of a screen's rules, in the order of the rules. The whole body of a screen without logic of its own."""
    found = []
    for rule, match, tier in hits(screen, text, folded):
        span = match.span() if rule.original else folded.original_span(*match.span())
        found.append(Finding(screen, rule.kind, tier, *span, rule.id))
    return found


def hits(screen: str, text: str, folded: Folded) -> Iterator[tuple[Rule, re.Match[str], str]]:
    """(rule, match, tier) for every hit; the match is one in the plain form, or in `text` where the rule says so."""
    for original, subject in ((False, folded.text), (True, text)):
        for rule, pattern in _worth_trying(subject, original).get(screen, ()):
            for match, tier in rule.matches_of(pattern, subject):
                yield rule, match, tier


Pairs = list[tuple[Rule, re.Pattern[str]]]


@lru_cache(maxsize=2)
def _worth_trying(text: str, original: bool) -> dict[str, Pairs]:
    """By screen, the patterns that may match: found for all screens together, because each of them is asked next."""
    pairs, prefilter = _prepared(original)
    chosen: dict[str, Pairs] = {}
    for number in prefilter.worth_trying(text.lower() if original else text):
        screen, rule, pattern = pairs[number]
        chosen.setdefault(screen, []).append((rule, pattern))
    return chosen


@cache
def _prepared(original: bool) -> tuple[list[tuple[str, Rule, re.Pattern[str]]], Prefilter]:
    pairs = [
        (screen, rule, pattern)
        for screen in rule_files()
        for rule in load_rules(screen)
        if rule.original == original
        for pattern in rule.patterns
    ]
    return pairs, Prefilter([way for _screen, _rule, way in pairs], [rule.only_if for _screen, rule, _way in pairs])


@cache
def rule_files() -> tuple[str, ...]:
    """The screens that have a file of rules (language.toml holds word lists instead)."""
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return tuple(name for name in names if name != "language")


@cache
def load_rules(screen: str) -> tuple[Rule, ...]:
    """The rules of a screen, read and compiled once. Raises BadRules."""
    path = FOLDER / f"{screen}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for name, value in data.get("words", {}).items():
        words[name] = f"(?:{_expand(value, words, path.name)})"
    defaults = data.get("defaults", {})
    rules = tuple(_rule({**defaults, **entry}, words, path.name) for entry in data["rule"])
    twice = {rule.id for rule in rules if [other.id for other in rules].count(rule.id) > 1}
    if twice:
        raise BadRules(f"{path.name}: used twice: {', '.join(sorted(twice))}")
    return rules


def _rule(entry: dict, words: dict[str, str], file: str) -> Rule:
    where = f"{file}, rule {entry.get('id', '?')}"
    unknown = entry.keys() - FIELDS
    missing = {"id", "reason", "pattern", "hits", "misses"} - entry.keys()
    if unknown or missing:
        raise BadRules(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    original = entry.get("on", "folded") == "original"
    patterns = entry["pattern"] if isinstance(entry["pattern"], list) else [entry["pattern"]]

    def compiled(name: str) -> re.Pattern[str] | None:
        return _compile(entry[name], words, where, original) if entry.get(name) else None

    return Rule(
        id=entry["id"],
        kind=entry.get("kind", ""),
        tier=entry.get("tier", ""),
        points=entry.get("points", 0),
        reason=entry["reason"],
        needs=tuple(entry.get("needs", ())),
        patterns=tuple(_compile(pattern, words, where, original) for pattern in patterns),
        original=original,
        unless=compiled("unless"),
        unless_before=compiled("unless_before"),
        unless_after=compiled("unless_after"),
        only_if=compiled("only_if"),
        lower_if=compiled("lower_if"),
        hits=tuple(entry["hits"]),
        misses=tuple(entry["misses"]),
    )


def _compile(pattern: str, words: dict[str, str], where: str, original: bool) -> re.Pattern[str]:
    try:
        # The plain form is lower case already, and ignoring case costs a third of the speed.
        return re.compile(_expand(pattern, words, where), re.IGNORECASE if original else 0)
    except re.error as error:
        raise BadRules(f"{where}: {error}") from error


def _expand(pattern: str, words: dict[str, str], where: str) -> str:
    joined = "".join(line.strip() if "\n" in pattern else line for line in pattern.split("\n"))
    try:
        return _INSERT.sub(lambda match: words[match[1]], joined).replace(" ", r"\s")
    except KeyError as error:
        raise BadRules(f"{where}: no words named {error}") from error
