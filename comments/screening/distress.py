"""Does somebody want to die, or is another person in danger now? Comes before every other screen.

High: a present wish to be dead, intent, plan, goodbye, "not safe", or another person in danger now. Medium: past
suicidal thoughts, past self-harm, hopelessness without a present wish to die. Patterns and reasons are data:
rules/distress.toml for what is said, rules/distress_cues.toml for what is only hinted at and counts when several hints
come together. What no rule foresaw is weighed (learned.py) and read (reader.py). What is in doubt then is read once
more by a larger model (careful.py): with the weights it says whether there is danger now, alone whether there is
distress of any tier. Where both speak clearly against a rule that called a text high, it is medium; no finding is lost.
"""

from dataclasses import dataclass, replace

from comments.screening import careful, reader
from comments.screening.finding import HIGH, MEDIUM, Finding
from comments.screening.folding import Folded, fold
from comments.screening.learned import Window, model
from comments.screening.rules import hits, screen_by_rules, sentence

SCREEN = "distress"
LEARNED = {HIGH: "learned-high", MEDIUM: "learned-medium"}


@dataclass(frozen=True)
class Borders:
    """From where a text is called high or medium, and down to where a rule that called it high is believed."""

    high: float
    medium: float
    believed: float


# Chosen on texts that nothing had learned from: docs/screening.md has the figures. First, whether a text is in doubt:
WEIGHTS_FROM = -1.6  # the weights alone speak for danger; or else half of them with what the small model says of
DANGER_FROM, TROUBLE_FROM = -3.5, -1.0  # danger now, or of distress of any tier
CAREFUL_COUNTS = 2.0  # the larger model, in the sum with the weights
# Then, of that sum; medium of the larger model alone. So low because calm words around a sentence weigh on both.
READ = Borders(high=-7.0, medium=0.5, believed=-9.0)
FEW_WORDS = Borders(high=2.5, medium=1.0, believed=-2.0)  # which no model reads: of the weights alone
MOST_READ = 3  # sentences marked by rules: a text with more of them is believed without further reading
ENOUGH = 3  # points of two or more different cues; a medium finding in the same text counts for one


def screen(text: str, folded: Folded) -> list[Finding]:
    """Findings of tier "high" or "medium"."""
    found = screen_by_rules(SCREEN, text, folded)
    if not has_high(found):
        found += hinted(text, folded, bool(found))
    if has_high(found):
        return found if believed(text, folded, found) else lowered(found)
    tier, span = weighed(folded)
    if tier == HIGH or (tier == MEDIUM and not found):
        found.append(Finding(SCREEN, "", tier, *span, LEARNED[tier]))
    return found


def has_high(found: list[Finding]) -> bool:
    return any(finding.tier == HIGH for finding in found)


def believed(text: str, folded: Folded, found: list[Finding]) -> bool:
    """Whether weights and models let stand what the rules call high: in the whole text, or in one of the sentences that
    the rules marked, so that no number of calm words around it talks danger down."""
    places = {sentence(text, finding.start, finding.end) for finding in found if finding.tier == HIGH}
    if len(places) > MOST_READ:
        return True
    texts = (folded.text, *(fold(text[slice(*place)]).text for place in sorted(places)))
    return any(danger_in(each) >= borders_of(each).believed for each in texts)


def lowered(found: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(replace(finding, tier=MEDIUM) for finding in found))


def hinted(text: str, folded: Folded, medium: bool) -> list[Finding]:
    """High findings where enough hints come together; `medium` says that the text has a medium finding already."""
    cues = list(hits("distress_cues", text, folded))
    points = {rule.id: rule.points for rule, _match, _tier in cues}
    if len(points) < 2 or sum(points.values()) + medium < ENOUGH:
        return []
    spans = [(rule.id, folded.original_span(*match.span())) for rule, match, _tier in cues]
    return [Finding(SCREEN, "", HIGH, start, end, rule) for rule, (start, end) in spans]


def weighed(folded: Folded) -> tuple[str, tuple[int, int]]:
    """What weights and models call the text (HIGH, MEDIUM or ""), and where the heaviest sentences stand."""
    text = folded.text
    window = model(SCREEN).heaviest(text)
    if window is None:
        return "", (0, 0)
    borders = borders_of(text)
    danger = trouble = window.weight
    if borders is READ:
        if not in_doubt(text, window):
            return "", (0, 0)
        danger, trouble = read_again(text, window)
    tier = HIGH if danger >= borders.high else MEDIUM if trouble >= borders.medium else ""
    return tier, folded.original_span(window.start, window.end)


def danger_in(text: str) -> float:
    """How much speaks for danger now in a text in its plain form: weights and the larger model, of a text of few words
    the weights alone."""
    window = model(SCREEN).heaviest(text)
    if window is None:
        return 0.0
    if borders_of(text) is FEW_WORDS:
        return window.weight
    return read_again(text, window)[0]


def borders_of(text: str) -> Borders:
    return FEW_WORDS if reader.says_little(text) else READ


def in_doubt(text: str, window: Window) -> bool:
    """Whether weights or small model see so much in it that the larger one is asked, which takes ten times as long."""
    if window.weight >= WEIGHTS_FROM:
        return True
    quick, half = reader.read_with(text, window.start, window.end), window.weight / 2
    return half + quick["high"] >= DANGER_FROM or half + quick["any"] >= TROUBLE_FROM


def read_again(text: str, window: Window) -> tuple[float, float]:
    """What speaks for danger now, and for distress of any tier: of danger the weights know what the larger model does
    not, of the rest they know nothing more."""
    slow = careful.read(text, window.start, window.end)
    return window.weight + CAREFUL_COUNTS * slow["high"], slow["any"]
