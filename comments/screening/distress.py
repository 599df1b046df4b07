"""Does somebody want to die, or is another person in danger now? Comes before every other screen.

High: a present wish to be dead, intent, plan, goodbye, "not safe", or another person in danger now. Medium: past
suicidal thoughts, past self-harm, hopelessness without a present wish to die. Patterns and reasons are data:
rules/distress.toml for what is said, rules/distress_cues.toml for what is only hinted at and counts when several hints
come together. What no rule foresaw is weighed (learned.py) and read (reader.py), and both are added up: they may raise
the tier of a text. Where they speak clearly against a rule that called it high, it is medium; no finding is lost.
"""

from dataclasses import replace

from comments.screening.finding import HIGH, MEDIUM, Finding
from comments.screening.folding import Folded, fold
from comments.screening.learned import model
from comments.screening.reader import read, read_with
from comments.screening.rules import hits, screen_by_rules, sentence

SCREEN = "distress"
LEARNED = {HIGH: "learned-high", MEDIUM: "learned-medium"}
# Chosen on texts that the weights had not met: docs/screening.md has the figures of these and other borders.
HIGH_FROM = 2.5
MEDIUM_FROM = 1.0
AGAINST_BELOW = -2.0  # a rule is believed down to here
NOTHING = float("-inf")  # of a text without words
ENOUGH = 3  # points of two or more different cues; a medium finding in the same text counts for one


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of tier "high" or "medium"."""
    found = screen_by_rules(SCREEN, text, folded)
    if not has_high(found):
        found += hinted(text, folded, bool(found))
    if has_high(found):
        return found if believed(text, folded, found) else lowered(found)
    danger, trouble, span = weighed(folded)
    if danger >= HIGH_FROM or (trouble >= MEDIUM_FROM and not found):
        tier = HIGH if danger >= HIGH_FROM else MEDIUM
        found.append(Finding(SCREEN, "", tier, *span, LEARNED[tier]))
    return found


def has_high(found: list[Finding]) -> bool:
    return any(finding.tier == HIGH for finding in found)


def believed(text: str, folded: Folded, found: list[Finding]) -> bool:
    """Whether weights and model let stand what the rules call high: in the whole text, or in one of the sentences that
    the rules marked, so that no number of calm words around it talks danger down."""
    window = model(SCREEN).heaviest(folded.text)
    weight = window.weight if window else NOTHING
    places = {sentence(text, finding.start, finding.end) for finding in found if finding.tier == HIGH}
    texts = (folded.text, *(fold(text[slice(*place)]).text for place in sorted(places)))
    return any(weight + read(each)["high"] >= AGAINST_BELOW for each in texts)


def lowered(found: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(replace(finding, tier=MEDIUM) for finding in found))


def hinted(text: str, folded: Folded, medium: bool) -> list[Finding]:
    """High findings where enough hints come together; `medium` says that the text has a medium finding already."""
    cues = list(hits("distress_cues", text, folded))
    points = {rule.id: rule.points for rule, _match, _tier in cues}
    if len(points) < 2 or sum(points.values()) + medium < ENOUGH:
        return []
    spans = [(rule.id, folded.original_span(*match.span())) for rule, match, _tier in cues]
    return [Finding(SCREEN, "", HIGH, start, end, rule) for rule, (start, end) in spans]


def weighed(folded: Folded) -> tuple[float, float, tuple[int, int]]:
    """How much speaks for danger now, how much for distress of any tier, and where the heaviest sentences stand."""
    window = model(SCREEN).heaviest(folded.text)
    if window is None:
        return NOTHING, NOTHING, (0, 0)
    seen = read_with(folded.text, window.start, window.end)
    span = folded.original_span(window.start, window.end)
    return window.weight + seen["high"], window.weight + seen["any"], span
