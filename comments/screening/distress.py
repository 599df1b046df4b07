"""Does somebody want to die, or is another person in danger now? Comes before every other screen.

High: a present wish to be dead, intent, plan, goodbye, "not safe", or another person in danger now. Medium: past
suicidal thoughts, past self-harm, hopelessness without a present wish to die. Patterns and reasons are data:
rules/distress.toml for what is said, rules/distress_cues.toml for what is only hinted at and counts when several hints
come together.
"""

from comments.screening.finding import HIGH, Finding
from comments.screening.folding import Folded
from comments.screening.rules import hits, screen_by_rules

SCREEN = "distress"
ENOUGH = 3  # points of two or more different cues; a medium finding in the same text counts for one


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of tier "high" or "medium"."""
    found = screen_by_rules(SCREEN, text, folded)
    if any(finding.tier == HIGH for finding in found):
        return found
    cues = list(hits("distress_cues", text, folded))
    points = {rule.id: rule.points for rule, _match, _tier in cues}
    if len(points) < 2 or sum(points.values()) + bool(found) < ENOUGH:
        return found
    spans = [(rule.id, folded.original_span(*match.span())) for rule, match, _tier in cues]
    return found + [Finding(SCREEN, "", HIGH, start, end, rule) for rule, (start, end) in spans]
