"""What the guard of staff replies marks, and who may let it out all the same."""

from comments.models import Comment
from comments.triage import FAILED, triage


def look(text: str) -> list[dict]:
    """What the screens see in a reply. Its writer is not in distress, so nothing of it is graded or queued."""
    return triage(text, staff=True).findings


def marks(findings: list[dict]) -> list[dict]:
    """Those findings that stand against a reply: it could say who is a patient, or could not be checked."""
    return [finding for finding in findings if finding["screen"] == "staff_reply" or finding["rule"] == FAILED]


def marked_in(text: str) -> list[dict]:
    return marks(look(text))


def needs_second(reply: Comment, by) -> bool:
    """Whether `by` wrote an answer that the guard has marked, so that somebody else has to confirm it."""
    return reply.is_staff_reply and reply.staff_author_id == by.pk and bool(marks(reply.findings))
