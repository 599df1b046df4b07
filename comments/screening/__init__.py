"""Reading a comment by rules before a person reads it. Nothing here publishes, rejects or stores anything.

Each screen is a module with `screen(text, folded) -> list[Finding]`; adding one is adding a module and a line here.
"""

import os
import threading
from collections.abc import Callable

# Before NumPy is read: it only holds a row of numbers for the models, and needs no threads of its own for that.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before ONNX Runtime is read: versions after the one we keep to report to their maker, unless this is said.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from comments.screening import (
    abuse,
    advice,
    distress,
    dosing,
    emergency,
    identifiers,
    language,
    outcome,
    promotion,
    safeguarding,
    side_effect,
    spam,
    staff_reply,
)
from comments.screening.finding import FAILED, HIGH, Finding
from comments.screening.folding import Folded, fold

Screen = Callable[[str, Folded], list[Finding]]

# Distress comes first, here as everywhere.
SCREENS: dict[str, Screen] = {
    "distress": distress.screen,
    "emergency": emergency.screen,
    "side_effect": side_effect.screen,
    "safeguarding": safeguarding.screen,
    "identifiers": identifiers.screen,
    "dosing": dosing.screen,
    "advice": advice.screen,
    "outcome": outcome.screen,
    "spam": spam.screen,
    "promotion": promotion.screen,
    "abuse": abuse.screen,
    "language": language.screen,
}
STAFF_SCREENS: dict[str, Screen] = {"staff_reply": staff_reply.screen}
DOUBTFUL = "Somebody wrote to us on Monday that they want to die."  # read by everything that there is
_read, _turn = threading.Event(), threading.Lock()


def warm_up() -> None:
    """Reads the rules and weights, which takes a second of CPU, once in a process. Who comes meanwhile waits for it:
    six people who all read them at once would wait for ten seconds each."""
    with _turn:
        if not _read.is_set():
            _screen(DOUBTFUL, SCREENS | STAFF_SCREENS)
            _read.set()


def screen_text(text: str, *, staff: bool = False) -> list[Finding]:
    """Everything the screens see in `text`, sorted by place. `staff` adds the guard of staff replies.

    Never raises: a screen that fails is itself a finding over the whole text (rule "screen-failed"), for distress a
    high one, because a text nobody could screen is treated as the worst it could be. Without characters, no findings.
    """
    if not text:
        return []
    if not _read.is_set():
        warm_up()
    return _screen(text, SCREENS | STAFF_SCREENS if staff else SCREENS)


def _screen(text: str, screens: dict[str, Screen]) -> list[Finding]:
    found: set[Finding] = set()
    try:
        folded = fold(text)
    except Exception:
        return [_failed(name, text) for name in screens]
    for name, screen in screens.items():
        try:
            found.update(screen(text, folded))
        except Exception:
            found.add(_failed(name, text))
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.screen, finding.kind, finding.rule))


def _failed(screen: str, text: str) -> Finding:
    return Finding(screen, "", HIGH if screen == "distress" else "", 0, len(text), FAILED)
