"""From what the screens saw to who reads it first: the one place where tier and queue of a comment are decided.

Distress comes before everything; a screen that fails, or a language without rules, counts as a hit.
"""

from dataclasses import dataclass, field

from comments.models import NORMAL_PRIORITY, Queue, Tier
from comments.screening import screen_text

FAILED = "screen-failed"
URGENT_SCREENS = frozenset(("emergency", "safeguarding"))
CLINICAL_SCREENS = frozenset(("side_effect", "dosing", "advice", "outcome"))
SPAM_SCREENS = frozenset(("spam", "promotion"))
LINK = "url"  # the one identifier that advertising is full of and that tells of nobody
# The order of reading. Some distress goes to the top of whatever queue it is in.
PRIORITIES = {
    Queue.URGENT: 1,
    Queue.PRIVACY: 11,
    Queue.CLINICAL: 21,
    Queue.NORMAL: NORMAL_PRIORITY,
    Queue.SPAM: 41,
}


@dataclass(frozen=True)
class Triage:
    """What is stored with a comment. `findings` hold places in the text and rules, never the words."""

    findings: list[dict] = field(default_factory=list)
    tier: str = Tier.NONE
    queue: str = Queue.NORMAL

    @property
    def priority(self) -> int:
        return priority_of(self.queue, self.tier)

    def screens(self) -> set[str]:
        return {finding["screen"] for finding in self.findings}

    def as_fields(self) -> dict:
        """The columns of a comment."""
        return {
            "findings": self.findings,
            "tier": self.tier,
            "queue": self.queue,
            "priority": self.priority,
        }


def triage(text: str, *, name: str = "", staff: bool = False) -> Triage:
    """Screens a comment's words and its name. Never raises: what could not be screened is a hit itself."""
    findings = _screen("text", text, staff) + _screen("name", name, False)
    tier = tier_of(findings)
    return Triage(findings, tier, queue_of(findings, tier))


def tier_of(findings: list[dict]) -> str:
    """The highest tier among the findings. A language we have no rules for counts as some distress."""
    tiers = {finding["tier"] for finding in findings}
    if Tier.HIGH in tiers:
        return Tier.HIGH
    unread = any(finding["screen"] == "language" for finding in findings)
    return Tier.MEDIUM if unread or Tier.MEDIUM in tiers else Tier.NONE


def queue_of(findings: list[dict], tier: str) -> str:
    """Danger first, then what could show who somebody is, then what a clinician should see."""
    screens = {finding["screen"] for finding in findings if finding["rule"] != FAILED}
    failed = any(finding["rule"] == FAILED for finding in findings)
    if tier == Tier.HIGH or screens & URGENT_SCREENS:
        return Queue.URGENT
    if is_advertising(findings) and tier == Tier.NONE and not screens & CLINICAL_SCREENS and not failed:
        return Queue.SPAM
    if failed or "identifiers" in screens:
        return Queue.PRIVACY
    return Queue.CLINICAL if screens & CLINICAL_SCREENS else Queue.NORMAL


def is_advertising(findings: list[dict]) -> bool:
    """Whether it is spam or promotion, which needs no care for its numbers and links. Where only weights and model say
    so, and a name or a number stands in it, they may be a person's words."""
    seen = [finding for finding in findings if finding["screen"] in SPAM_SCREENS]
    by_rule = any(not finding["rule"].startswith("learned-") for finding in seen)
    private = any(finding["screen"] == "identifiers" and finding["kind"] != LINK for finding in findings)
    return bool(seen) and (by_rule or not private)


def priority_of(queue: str, tier: str) -> int:
    return PRIORITIES[Queue(queue)] - (tier == Tier.MEDIUM)


def _screen(where: str, text: str, staff: bool) -> list[dict]:
    try:
        found = [finding.as_dict() for finding in screen_text(text, staff=staff)]
    except Exception:
        found = [_failure("identifiers", text), _failure("distress", text, Tier.MEDIUM)]
    return [entry | {"field": where} for entry in found]


def _failure(screen: str, text: str, tier: str = "") -> dict:
    return {"screen": screen, "kind": "", "tier": str(tier), "rule": FAILED, "start": 0, "end": len(text)}
