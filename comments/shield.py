"""The identity shield: before words that could show who somebody is are stored, their writer sees what was found.

Nothing of it is stored. The page's forms carry a signed number: it proves that the page was shown for these very words,
and whichever button is pressed, and however often, it makes one comment.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from comments.highlighting import Piece, label_of, pieces_of_text
from comments.models import Queue, Tier
from comments.posting import Draft
from comments.redaction import identifiers, without
from comments.triage import Triage

SALT = "comments.shield"
HOLDS = timedelta(hours=24)


@dataclass(frozen=True)
class Found:
    """What the page shows: the kinds of details in words, the text in pieces, and the draft without them."""

    kinds: list[str]
    pieces: list[Piece]
    redacted: Draft
    in_name: bool
    token: str


def is_needed(seen: Triage) -> bool:
    """Only where nothing more pressing was seen: in distress a number may be the only way to somebody."""
    found = identifiers(seen.findings) or identifiers(seen.findings, "name")
    return bool(found) and seen.tier == Tier.NONE and seen.queue == Queue.PRIVACY


def look_at(draft: Draft, seen: Triage, submission: str = "") -> Found:
    in_text, in_name = identifiers(seen.findings), identifiers(seen.findings, "name")
    redacted = replace(draft, text=without(draft.text, in_text), name=_("Reader") if in_name else draft.name)
    return Found(
        kinds=list(dict.fromkeys(label_of(finding) for finding in [*in_text, *in_name])),
        pieces=pieces_of_text(draft.text, in_text),
        redacted=redacted,
        in_name=bool(in_name),
        token=sign(draft, submission or secrets.token_hex(16)),
    )


def sign(draft: Draft, submission: str) -> str:
    return signing.dumps([submission, _words(draft)], salt=SALT)


def read(token: str) -> tuple[str, str] | None:
    """The submission and the keyed digest of the words that the page was shown for; None for anything else."""
    try:
        submission, words = signing.loads(token, salt=SALT, max_age=HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(submission), str(words)


def was_shown_for(draft: Draft, words: str) -> bool:
    """Whether the page was shown for just these words, so that sending them as they are is a decision."""
    return constant_time_compare(words, _words(draft))


def _words(draft: Draft) -> str:
    return salted_hmac(SALT, f"{draft.name}\n{draft.text}", algorithm="sha256").hexdigest()
