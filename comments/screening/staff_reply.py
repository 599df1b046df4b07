"""The guard of staff replies: what would confirm or deny that somebody is or was a patient.

Rules: rules/staff_reply.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of `text`, already folded, in the order of the rules."""
    return screen_by_rules("staff_reply", text, folded)
