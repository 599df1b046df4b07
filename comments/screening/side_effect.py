"""A harm after the treatment that a clinician should see, and that the country's reporting scheme wants to know.

Patterns and their reasons: rules/side_effect.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules
from comments.screening.together import weighed

SCREEN = "side_effect"
# Of weights and small language model, where no rule found anything; then of these and the larger one. Figures:
# docs/screening.md.
DOUBT_FROM, HIT_FROM = -1.0, -1.0


def screen(text: str, folded: Folded) -> list[Finding]:
    return screen_by_rules(SCREEN, text, folded) or weighed(SCREEN, folded, HIT_FROM, DOUBT_FROM)
