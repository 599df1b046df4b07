"""A harm after the treatment that a clinician should see, and that the country's reporting scheme wants to know.

Patterns and their reasons: rules/side_effect.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules
from comments.screening.together import weighed

SCREEN = "side_effect"
DOUBT_FROM = (
    -2.0
)  # of weights and small language model, where no rule found anything; then of these and the larger one:
HIT_FROM = 0.0  # docs/screening.md has the figures


def screen(text: str, folded: Folded) -> list[Finding]:
    return screen_by_rules(SCREEN, text, folded) or weighed(SCREEN, folded, HIT_FROM, DOUBT_FROM)
