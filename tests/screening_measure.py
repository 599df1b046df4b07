"""Measures screens on the labelled examples of tests/data: recall, false alarms, and how sure these figures are."""

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from comments.screening import SCREENS
from comments.screening.folding import fold

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Example:
    text: str
    expect: tuple[str, ...]  # what the screen should say; empty for an ordinary comment

    @property
    def half(self) -> str:
        """Rules are developed on the examples of one half only; which one a text is in depends on nothing but it."""
        return "develop" if hashlib.sha256(self.text.encode()).digest()[0] % 2 else "check"


@dataclass(frozen=True)
class Share:
    """`hits` of `total`, with the 95 % interval of Wilson (1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        z = 1.959964
        share, n = self.value, self.total
        middle = share + z * z / (2 * n)
        spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        below, above = (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
        return max(0.0, below), min(1.0, above)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} ({self.hits}/{self.total}; {low:.1%}–{high:.1%})"


def load(name: str) -> list[Example]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Example(entry["text"], tuple(entry["expect"])) for entry in map(json.loads, lines)]


DISTRESS_SETS = tuple(f"distress_{number}" for number in range(1, 8))
OTHERS = ("emergency", "side_effect", "safeguarding", "outcome", "language")


def tier_of(text: str) -> str:
    tiers = {finding.tier for finding in SCREENS["distress"](text, fold(text))}
    return "high" if "high" in tiers else "medium" if tiers else ""


@cache
def distress_tiers() -> tuple[tuple[Example, str], ...]:
    return tuple((example, tier_of(example.text)) for name in DISTRESS_SETS for example in load(name))


def distress_share(expected: str, got: str, half: str = "") -> Share:
    """How many of the examples that should be `expected` ("" is ordinary) are called `got` ("any": high or medium)."""
    chosen = [
        tier for example, tier in distress_tiers() if "".join(example.expect) == expected and half in ("", example.half)
    ]
    return Share(sum(bool(tier) if got == "any" else tier == got for tier in chosen), len(chosen))


def others_share(screen: str, *, expected: bool) -> Share:
    """How many of a screen's examples it flags. Counter-examples are also all ordinary ones of the distress sets."""
    texts = [example.text for example in load(screen) if bool(example.expect) == expected]
    if not expected:
        texts += [example.text for example, _tier in distress_tiers() if not example.expect]
    return Share(sum(bool(SCREENS[screen](text, fold(text))) for text in texts), len(texts))


def table() -> str:
    """The measured table of docs/screening.md."""
    rows = [
        "| screen | found of what it should find | wrongly flagged |",
        "|---|---|---|",
        f"| distress, high | {distress_share('high', 'high')} | {distress_share('', 'high')} of ordinary comments |",
        f"| distress, high or medium | {distress_share('medium', 'any')} of the medium ones"
        f" | {distress_share('', 'any')} of ordinary comments |",
    ]
    for screen in OTHERS:
        rows.append(f"| {screen} | {others_share(screen, expected=True)} | {others_share(screen, expected=False)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
