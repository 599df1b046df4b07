"""Answers that owners have agreed on: saved in versions, of which none is ever lost, and offered to moderators."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.record import record
from comments.guarding import marked_in
from comments.models import ApprovedText, ApprovedTextVersion
from comments.trail import name_of


class NotApprovable(ValueError):
    """Words that the guard of staff replies would stop: offering them would help nobody."""


class NewerVersion(Exception):
    """Somebody else has saved a version since these words were opened; `version` is that one."""

    def __init__(self, version: ApprovedTextVersion):
        self.version = version
        super().__init__(
            _("%(who)s has saved version %(number)d meanwhile. It stands below: put both together and save again.")
            % {"who": version.made_by_name, "number": version.number}
        )


def check(words: str) -> None:
    """Raises NotApprovable for words that could confirm or deny that somebody is or was a patient."""
    if marked := marked_in(words):
        quotes = ", ".join(f"“{words[finding['start'] : finding['end']]}”" for finding in marked)
        raise NotApprovable(
            _("Say it in other words: this could confirm or deny that somebody is or was a patient: %(quotes)s")
            % {"quotes": quotes[:300]}
        )


def newest(text: ApprovedText) -> ApprovedTextVersion | None:
    return text.versions.first()


@transaction.atomic
def save(text: ApprovedText, words: str, by, *, seen: int = 0, at=None) -> ApprovedTextVersion:
    """Stores title and state of `text`, and `words` as its next version unless they are what it says already.

    `seen` is the number of the version that the caller has read (0 for a new text). Raises NotApprovable, NewerVersion.
    """
    if not by.has_perm("comments.change_approvedtext"):
        raise PermissionDenied
    check(words)
    text.save()
    ApprovedText.objects.select_for_update().get(pk=text.pk)  # two owners at once: one after the other
    last = newest(text)
    if last and last.number != seen:
        raise NewerVersion(last)
    record(by, "save approved text", text)
    if last and last.words == words:
        return last
    return ApprovedTextVersion.objects.create(
        text=text,
        number=(last.number if last else 0) + 1,
        words=words,
        made_at=at or timezone.now(),
        made_by=by,
        made_by_name=name_of(by),
    )
