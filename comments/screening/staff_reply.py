"""The guard of staff replies: what would confirm or deny that somebody is or was a patient.

Rules: rules/staff_reply.toml. What no rule foresaw is weighed (learned.py) and read (reader.py), where the rules have
found nothing.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded
from comments.screening.learned import model
from comments.screening.reader import read_with
from comments.screening.rules import screen_by_rules

SCREEN = "staff_reply"
LEARNED = "learned-reply"
# Chosen on replies that the weights had not met: docs/screening.md.
HIT_FROM = 3.0


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of `text`, already folded, in the order of the rules."""
    return screen_by_rules(SCREEN, text, folded) or weighed(folded)


def weighed(folded: Folded) -> list[Finding]:
    """What weights and model say; the heaviest sentences are marked."""
    window = model(SCREEN).heaviest(folded.text)
    if window is None:
        return []
    if window.weight + read_with(folded.text, window.start, window.end)[SCREEN] < HIT_FROM:
        return []
    return [Finding(SCREEN, "", "", *folded.original_span(window.start, window.end), LEARNED)]
