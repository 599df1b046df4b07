"""Runs the rules of one family of identifiers, and what the families' own modules answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from re import Match, Pattern

from comments.screening.identifiers.plain import Plain
from comments.screening.prefilter import Prefilter
from comments.screening.rules import Rule, load_rules


@dataclass(frozen=True, slots=True)
class Hit:
    """A span of the plain form (end exclusive) that identifies somebody."""

    kind: str
    start: int
    end: int
    rule: str


Check = Callable[[Match[str], str], bool]


def span_of(match: Match[str]) -> tuple[int, int]:
    """What of a match is the identifier itself: the group "v" where the pattern names one, as cues are no secret."""
    if "v" in match.re.groupindex and match.start("v") >= 0:
        return match.span("v")
    return match.span()


def hits_of(
    family: str,
    plain: Plain,
    checks: Mapping[str, Check] | None = None,
    gates: Mapping[str, Pattern[str]] | None = None,
) -> Iterator[Hit]:
    """Hits of rules/identifiers/<family>.toml.

    A check of the rule's name may refuse a match (match, lower text); a rule whose gate is nowhere in the lower text is
    not tried, which is most of the speed.
    """
    pairs, prefilter = _prepared(family)
    closed = {name for name, gate in gates.items() if not gate.search(plain.low)} if gates else ()
    for number in prefilter.worth_trying(plain.low):
        rule, pattern = pairs[number]
        if rule.id in closed:
            continue
        check = checks.get(rule.id) if checks else None
        for match, _tier in rule.matches_of(pattern, plain.text if rule.original else plain.low):
            if check is None or check(match, plain.low):
                yield Hit(rule.kind, *span_of(match), rule.id)


@cache
def _prepared(family: str) -> tuple[list[tuple[Rule, Pattern[str]]], Prefilter]:
    pairs = [(rule, pattern) for rule in load_rules(f"identifiers/{family}") for pattern in rule.patterns]
    return pairs, Prefilter([pattern for _rule, pattern in pairs])
