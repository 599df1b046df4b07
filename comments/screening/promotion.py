"""Advertising by clinics, sellers and people in the same trade. Rules: rules/promotion.toml."""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules
from comments.screening.together import weighed

SCREEN = "promotion"
HIT_FROM = 0.5  # of weights and language model, where no rule found anything: docs/screening.md


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of `text`, already folded, in the order of the rules."""
    return screen_by_rules(SCREEN, text, folded) or weighed(SCREEN, folded, HIT_FROM)
