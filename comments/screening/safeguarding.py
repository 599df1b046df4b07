"""A child, an abused person, or others under threat. `kind` is "child", "abuse" or "threat".

Patterns and their reasons: rules/safeguarding.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules


def screen(text: str, folded: Folded) -> list[Finding]:
    return screen_by_rules("safeguarding", text, folded)
