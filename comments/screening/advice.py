"""Readers telling each other what to take or stop, and asking for medical decisions.

Rules: rules/advice.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules
from comments.screening.together import weighed

SCREEN = "advice"
# Of weights and small language model, where no rule found anything; then of these and the larger one. Figures:
# docs/screening.md.
DOUBT_FROM, HIT_FROM = -1.0, 2.0


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of `text`, already folded, in the order of the rules."""
    return screen_by_rules(SCREEN, text, folded) or weighed(SCREEN, folded, HIT_FROM, DOUBT_FROM)
