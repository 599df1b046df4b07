"""Readers telling each other what to take or stop, and asking for medical decisions.

Rules: rules/advice.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of `text`, already folded, in the order of the rules."""
    return screen_by_rules("advice", text, folded)
