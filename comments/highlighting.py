"""What the screens saw, shown in the words themselves, with the reason of each rule."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.utils.translation import gettext, gettext_lazy

from comments.models import Comment
from comments.redaction import KINDS
from comments.screening import distress, staff_reply, together
from comments.screening.rules import FOLDER, load_rules
from comments.triage import FAILED

SCREENS = {
    "distress": gettext_lazy("Distress"),
    "emergency": gettext_lazy("Possible emergency"),
    "side_effect": gettext_lazy("Possible side effect"),
    "safeguarding": gettext_lazy("Somebody may need protection"),
    "identifiers": gettext_lazy("Personal detail"),
    "dosing": gettext_lazy("Doses, use at home or supply"),
    "advice": gettext_lazy("Advice about one person’s treatment"),
    "outcome": gettext_lazy("Result of a treatment"),
    "promotion": gettext_lazy("Advertising"),
    "spam": gettext_lazy("Spam"),
    "abuse": gettext_lazy("Unkind words"),
    "language": gettext_lazy("A language we have no rules for"),
    "staff_reply": gettext_lazy("Could say who is a patient"),
}


@dataclass(frozen=True)
class Seen:
    """One finding for people: its number in the text, what it is, and why the rule looks for it."""

    number: int
    label: str
    reason: str
    quote: str


@dataclass(frozen=True)
class Piece:
    """A stretch of the text and the numbers of the findings that lie over it."""

    text: str
    numbers: tuple[int, ...]


def findings_of(comment: Comment) -> list[Seen]:
    """The comment's findings in their stored order, numbered from 1."""
    return findings_in(comment.text, comment.findings, name=comment.name)


def findings_in(text: str, findings: list[dict], *, name: str = "") -> list[Seen]:
    """The same for any text."""
    return [
        Seen(
            number, label_of(finding), reason_of(finding), _quote(name if finding["field"] == "name" else text, finding)
        )
        for number, finding in enumerate(findings, 1)
    ]


def pieces_of(comment: Comment) -> list[Piece]:
    """The comment's text cut where a finding begins or ends."""
    return pieces_of_text(comment.text, comment.findings)


def pieces_of_text(text: str, findings: list[dict]) -> list[Piece]:
    """The same for any text. What covers all of it (a screen that failed) marks nothing."""
    spans = [
        (max(0, finding["start"]), min(len(text), finding["end"]), number)
        for number, finding in enumerate(findings, 1)
        if finding["field"] == "text" and (finding["start"], finding["end"]) != (0, len(text))
    ]
    edges = sorted({0, len(text), *(edge for start, end, _number in spans for edge in (start, end))})
    return [
        Piece(text[start:end], tuple(number for first, last, number in spans if first <= start and end <= last))
        for start, end in pairwise(edges)
    ]


def label_of(finding: dict) -> str:
    label = KINDS.get(finding["kind"]) or SCREENS.get(finding["screen"]) or finding["screen"]
    return gettext("%(label)s (set aside as a mistake)") % {"label": label} if finding.get("aside") else str(label)


def reason_of(finding: dict) -> str:
    """Why the rule exists, from its own file; the rule's name where the file does not say."""
    if finding["rule"] == FAILED:
        return gettext("This could not be checked, so it counts as a hit.")
    if finding["rule"] in distress.LEARNED.values():
        return gettext("No rule found this. Taken together the words read like others of people in danger.")
    if finding["rule"] == staff_reply.LEARNED:
        return gettext("No rule found this. Taken together the words read like others that told who was a patient.")
    if finding["rule"] == together.RULE.format(screen=finding["screen"]):
        return gettext("No rule found this. Taken together the words read like others of this kind.")
    return _reasons(finding["screen"]).get(finding["rule"], finding["rule"])


@cache
def _reasons(screen: str) -> dict[str, str]:
    """The reasons of a screen's rules, which stand in one file or in a folder of several."""
    names = [screen, *(f"{screen}/{path.stem}" for path in sorted((FOLDER / screen).glob("*.toml")))]
    reasons = {}
    for name in names:
        try:
            reasons |= {rule.id: rule.reason for rule in load_rules(name)}
        except (OSError, ValueError, KeyError):  # a screen without rules of this shape explains itself by name
            continue
    return reasons


def _quote(words: str, finding: dict) -> str:
    return words[finding["start"] : finding["end"]][:80]
