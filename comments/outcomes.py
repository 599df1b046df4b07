"""What stands against publishing: a promise to the writer, or the country's rules on results of a treatment."""

from django.utils.translation import gettext_lazy as _

from clinic.presets import COUNTRIES, HOLD, NEVER
from clinic.profile import get_profile
from comments.models import Comment
from comments.triage import FAILED


class NotPublishable(ValueError):
    """A promise or the country's rules stand against publishing this, or a clinician has to see it first."""


def is_outcome(finding: dict) -> bool:
    """Whether the screens saw the result of a treatment there, and nobody has set that aside (setting_aside.py)."""
    return finding["screen"] == "outcome" and finding["rule"] != FAILED and not finding.get("aside")


def tells_outcome(comment: Comment) -> bool:
    return any(is_outcome(finding) for finding in comment.findings)


def country_rule(comment: Comment) -> str:
    """ "note", "hold" or "never" for a comment that tells a result, else empty."""
    return COUNTRIES[get_profile().country].outcomes if tells_outcome(comment) else ""


def check_promise(comment: Comment) -> None:
    """Raises NotPublishable for what was sent as feedback on a page: its writer was told that it stays unpublished."""
    if comment.came_as_feedback:
        raise NotPublishable(
            _(
                "This was sent as feedback on a page, not as a comment, and its writer was told that it would not be "
                "published. When it is dealt with, take it off the queue with “Reject”."
            )
        )


def check_country(comment: Comment) -> bool:
    """Whether the comment is to carry the note. Raises NotPublishable where it may not be published (yet)."""
    rule = country_rule(comment)
    if rule == NEVER:
        raise NotPublishable(
            _(
                "This tells the result of a treatment, and the rules of the clinic’s country do not let a clinic "
                "publish that, good or bad. Reject it with the reason “It tells the result of a treatment”, or, if the "
                "screens are wrong, set the finding aside."
            )
        )
    if rule == HOLD and comment.clinician_seen_at is None:
        raise NotPublishable(
            _("This tells the result of a treatment: in the clinic’s country a clinician sees it first. Escalate it.")
        )
    return bool(rule)
