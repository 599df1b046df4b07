"""Advertising that has nothing to do with us, fraud, and text that says nothing. Rules: rules/spam.toml."""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules
from comments.screening.together import weighed

SCREEN = "spam"
HIT_FROM = 2.8  # of weights and language model, where no rule found anything: docs/screening.md


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of `text`, already folded, in the order of the rules."""
    return screen_by_rules(SCREEN, text, folded) or weighed(SCREEN, folded, HIT_FROM)
