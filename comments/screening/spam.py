"""Advertising that has nothing to do with us, fraud, and text that says nothing. Rules: rules/spam.toml."""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of `text`, already folded, in the order of the rules."""
    return screen_by_rules("spam", text, folded)
