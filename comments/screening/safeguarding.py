"""A child, an abused person, or others under threat. `kind` is "child", "abuse" or "threat".

Patterns and their reasons: rules/safeguarding.toml.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.rules import screen_by_rules
from comments.screening.together import weighed

SCREEN = "safeguarding"
# Of weights and small language model, where no rule found anything; then of these and the larger one. Figures:
# docs/screening.md.
DOUBT_FROM, HIT_FROM = -2.0, -1.0


def screen(text: str, folded: Folded) -> list[Finding]:
    return screen_by_rules(SCREEN, text, folded) or weighed(SCREEN, folded, HIT_FROM, DOUBT_FROM)
