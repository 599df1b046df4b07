"""What somebody decided last, and may take back for ten seconds: one comment, or all that were decided together."""

from dataclasses import dataclass
from datetime import datetime

from comments import moderation
from comments.models import Comment, Decision

LOOKED_AT = 400  # lines of the trail: two times a hundred that were decided together, and taken back


@dataclass(frozen=True)
class LastStep:
    """Comments that were decided in the same moment, and the whole seconds that are left to let them wait again."""

    comments: tuple[Comment, ...]
    seconds_left: int

    @property
    def first(self) -> Comment:
        return self.comments[0]

    @property
    def together(self) -> int:
        """How many, where it is more than one."""
        return len(self.comments) if len(self.comments) > 1 else 0

    @property
    def moment(self) -> str:
        """What names the step in a form."""
        return mark_of(self.first)


def mark_of(comment: Comment) -> str:
    return comment.decided_at.isoformat() if comment.decided_at else ""


def last_step(user, now: datetime) -> LastStep | None:
    """What `user` decided last, if that was within ten seconds: as much of it as still holds. One query."""
    lately = decided_lately(user, now)
    if not lately:
        return None
    moment = next((line.at for line in lately if line.comment.decided_at == line.at), lately[0].at)
    same = {line.comment_id: line.comment for line in lately if line.at == moment}
    held = [one for one in same.values() if one.decided_at == moment and moderation.can_undo(one, user, now)]
    left = moment + moderation.UNDO_FOR - now
    return LastStep(tuple(held), max(1, int(left.total_seconds()))) if held else None


def decided_lately(user, now: datetime) -> list[Decision]:
    """The lines of this person's steps of the last ten seconds, the newest first, each with its comment."""
    lines = Decision.objects.filter(by=user, at__gte=now - moderation.UNDO_FOR).order_by("-at", "-pk")
    return list(lines.select_related("comment")[:LOOKED_AT])


def undo_step(user, moment: str, now: datetime) -> tuple[int, int]:
    """Lets every comment of the step that `moment` names wait again. Returns how many do, and how many no longer could.

    Ten seconds are counted to the press, for the last of a hundred as for the first. What was decided anew since stays,
    also where it was this person who did.
    """
    same = {line.comment_id: line.comment for line in decided_lately(user, now) if line.at.isoformat() == moment}
    late = 0
    for comment in same.values():
        if mark_of(comment) != moment:
            late += 1
            continue
        try:
            moderation.undo(comment, user, at=now)
        except moderation.AlreadyDecided:
            late += 1
    return len(same) - late, late
