"""A body in danger now: overdose, breathing, cannot be woken, chest pain, seizure. The answer page says: call now.

Patterns and their reasons: rules/emergency.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules


def screen(text: str, folded: Folded) -> list[Finding]:
    return screen_by_rules("emergency", text, folded)
