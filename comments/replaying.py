"""After a restore: what people had erased or withdrawn since the backup is erased and withdrawn again."""

from collections.abc import Iterable
from datetime import datetime

from comments import private
from comments.erasures import digest_of
from comments.models import Comment, Erasure


def replay(entries: Iterable[dict]) -> int:
    """Carries out the entries of an erasure list (digest, kind, at) on the comments that are here; returns how many.

    Each as of its own time, so that what is kept for some days more is not kept longer by it. Safe to repeat.
    """
    wanted: dict[str, dict] = {}
    for entry in sorted(entries, key=lambda one: one["kind"] != Erasure.Kind.WITHDRAWN):
        wanted[entry["digest"]] = entry  # an erasure comes after its withdrawal, and wins
    done = 0
    for number, submitted_at in Comment.objects.filter(erased_at=None).values_list("pk", "submitted_at"):
        entry = wanted.get(digest_of(number, submitted_at))
        if entry and (comment := Comment.objects.filter(pk=number).first()):
            act = private.erase if entry["kind"] == Erasure.Kind.ERASED else private.withdraw
            act(comment, at=datetime.fromisoformat(entry["at"]))
            done += 1
    return done
