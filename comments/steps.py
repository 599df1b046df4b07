"""The verbs that the desk's buttons name, each with the extra fields it takes beside (comment, by, note)."""

from comments import escalation, moderation, redaction, setting_aside, urgent
from comments.models import Comment, Decision

VERBS = {
    "approve": (moderation.approve, ("checked",)),
    "reject": (moderation.reject, ("reason",)),
    "mark_spam": (moderation.mark_spam, ()),
    "withdraw": (moderation.withdraw, ()),
    "reopen": (moderation.reopen, ()),
    "redact": (redaction.redact, ()),
    "lower": (urgent.lower_tier, ("tier",)),
    "raise": (urgent.raise_tier, ()),
    "close": (urgent.close, ("checked",)),
    "undo": (moderation.undo, ()),
    "escalate": (escalation.escalate, ()),
    "set_aside": (setting_aside.set_aside, ()),
    "give_back": (escalation.give_back, ()),
}


def take_step(name: str, comment: Comment, by, *, note: str = "", at=None, **fields) -> Decision:
    """Carries out the verb called `name`, passing on those of `fields` that it knows."""
    verb, extras = VERBS[name]
    return verb(comment, by, note=note, at=at, **{key: fields[key] for key in extras if key in fields})


def possible_steps(comment: Comment) -> tuple[str, ...]:
    """What may be done with a comment as it is now."""
    moves = list(moderation.possible_moves(comment))
    if redaction.can_redact(comment):
        moves.append("redact")
    if escalation.can_escalate(comment):
        moves.append("escalate")
    if setting_aside.can_set_aside(comment):
        moves.append("set_aside")
    return tuple(moves)
