"""Does somebody want to die, or is another person in danger now? Comes before every other screen.

High: a present wish to be dead, intent, plan, goodbye, "not safe", or another person in danger now. Medium: past
suicidal thoughts, past self-harm, hopelessness without a present wish to die. Patterns and reasons are data:
rules/distress.toml for what is said, rules/distress_cues.toml for what is only hinted at and counts when several hints
come together. What no rule foresaw is weighed (learned.py): it may raise the tier and never lowers it.
"""

from comments.screening.finding import HIGH, MEDIUM, Finding
from comments.screening.folding import Folded
from comments.screening.learned import model
from comments.screening.rules import hits, screen_by_rules

SCREEN = "distress"
LEARNED = {HIGH: "learned-high", MEDIUM: "learned-medium"}
# Chosen on texts that the weights had not met: docs/screening.md has the figures of these and other borders.
HIGH_FROM = 1.0
MEDIUM_FROM = 0.0
ENOUGH = 3  # points of two or more different cues; a medium finding in the same text counts for one


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of tier "high" or "medium"."""
    found = screen_by_rules(SCREEN, text, folded)
    if not any(finding.tier == HIGH for finding in found):
        found += hinted(text, folded, bool(found))
    if any(finding.tier == HIGH for finding in found):
        return found
    return found + weighed(folded, bool(found))


def hinted(text: str, folded: Folded, medium: bool) -> list[Finding]:
    """High findings where enough hints come together; `medium` says that the text has a medium finding already."""
    cues = list(hits("distress_cues", text, folded))
    points = {rule.id: rule.points for rule, _match, _tier in cues}
    if len(points) < 2 or sum(points.values()) + medium < ENOUGH:
        return []
    spans = [(rule.id, folded.original_span(*match.span())) for rule, match, _tier in cues]
    return [Finding(SCREEN, "", HIGH, start, end, rule) for rule, (start, end) in spans]


def weighed(folded: Folded, medium: bool) -> list[Finding]:
    """What the learned weights say of the heaviest sentences, where they say more than the rules did."""
    window = model(SCREEN).heaviest(folded.text)
    if window is None or window.weight < (HIGH_FROM if medium else MEDIUM_FROM):
        return []
    tier = HIGH if window.weight >= HIGH_FROM else MEDIUM
    return [Finding(SCREEN, "", tier, *folded.original_span(window.start, window.end), LEARNED[tier])]
