"""A harm after the treatment that a clinician should see, and that the country's reporting scheme wants to know.

Patterns and their reasons: rules/side_effect.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules


def screen(text: str, folded: Folded) -> list[Finding]:
    return screen_by_rules("side_effect", text, folded)
