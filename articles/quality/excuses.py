"""What turns the words of a claim into an honest sentence: a denial, a question, a warning, a limit.

Each function takes the folded sentence and the place of the match in it. The word lists are data
(rules/excuses.toml); this module knows only how far each of them reaches.
"""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "rules" / "excuses.toml").read_text(encoding="utf-8"))


def compiled(name: str) -> re.Pattern:
    return re.compile("|".join(f"(?:{pattern})" for pattern in WORDS[name]["patterns"]))


CLAUSE_END = compiled("clause_end")
NEGATOR = compiled("negator")
FALSE_NEGATOR = compiled("false_negator")
DENIAL = compiled("denial")
QUESTION = compiled("question")
WARNING = compiled("warning")
REPORT = compiled("report")
CONTRAST = compiled("contrast")
DEFINITION = compiled("definition")
SOFT = compiled("soft")
LIMIT = compiled("limit")
RARE = compiled("rare")
OTHERS = compiled("others")
OURS = compiled("ours")


def negated(text: str, start: int, end: int) -> bool:
    """A “not”, “no”, “nobody” stands before the match in the same clause, or inside the match."""
    before = text[max(0, start - 160) : start]
    boundaries = list(CLAUSE_END.finditer(before))
    clause = before[boundaries[-1].end() if boundaries else 0 :] + text[start:end]
    return bool(NEGATOR.search(FALSE_NEGATOR.sub(" ", clause)))


def negated_before(text: str, start: int, end: int) -> bool:
    """As `negated`, for claims that are denials themselves (“no side effects”): only what stands before counts."""
    return negated(text, start, start)


def denied(text: str, start: int, end: int) -> bool:
    """The sentence says that the claim is not shown, wrong, or not known."""
    return bool(DENIAL.search(text))


def asked(text: str, start: int, end: int) -> bool:
    """A question with an open answer. “Why does it cure …?” and “Ready for a cure?” take the answer for granted."""
    return text.rstrip("\"') ").endswith("?") and bool(QUESTION.match(text))


def warned(text: str, start: int, end: int) -> bool:
    """Somebody else's claim, told as a warning, or told and contradicted."""
    return bool(WARNING.search(text)) or bool(REPORT.search(text) and CONTRAST.search(text))


def defined(text: str, start: int, end: int) -> bool:
    return bool(DEFINITION.search(text))


def softened(text: str, start: int, end: int) -> bool:
    """“Some people”, “may”, “in one trial”."""
    return bool(SOFT.search(text))


def limited(text: str, start: int, end: int) -> bool:
    """The sentence gives the other half: not everybody, small studies, the effect fades, not known."""
    return bool(LIMIT.search(text) or RARE.search(text))


def limited_harm(text: str, start: int, end: int) -> bool:
    """As `limited`, for sentences about harm, where calling it rare is the claim."""
    return bool(LIMIT.search(text))


def about_others(text: str, start: int, end: int) -> bool:
    """Another treatment is praised, and ours not mentioned: a matter for the sources check."""
    return bool(OTHERS.search(text)) and not OURS.search(text)


EXCUSES: dict[str, Callable[[str, int, int], bool]] = {
    "negated": negated,
    "negated_before": negated_before,
    "denied": denied,
    "asked": asked,
    "warned": warned,
    "defined": defined,
    "softened": softened,
    "limited": limited,
    "limited_harm": limited_harm,
    "about_others": about_others,
}
