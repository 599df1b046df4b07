"""Ways to reach somebody in danger, kept apart from her words: encrypted, and opened only by those on duty, on record.

In the row's own text each found place is covered by dots of the same length, so that every place the screens marked
stays where it is. What stood there is in the column `sealed`, encrypted with a key made of the site's secret; with one
of SECRET_KEY_FALLBACKS it can still be opened, and the sweep seals it again with the newest.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.record import record
from comments.due import empty_the_log
from comments.duty import is_on_duty
from comments.models import Comment, Tier
from comments.redaction import identifiers
from jobs.registry import sweep

KINDS = frozenset(("email", "phone", "address", "postcode", "handle"))
COVER = "•"


class SealedShut(Exception):
    """Contact details that no key of ours opens: whatever would throw them away has to wait."""

    def __init__(self):
        super().__init__(
            _(
                "Nothing was changed: this message holds contact details that cannot be opened now, and this step "
                "would lose them. Ask who runs the site to put the former SECRET_KEY into SECRET_KEY_FALLBACKS, then "
                "try again."
            )
        )


@dataclass(frozen=True)
class Contact:
    """What is kept apart: the words as they were written, and the details one by one."""

    text: str
    name: str
    email: str
    details: tuple[str, ...]


def sealed(text: str, name: str, email: str, findings: list[dict], digest_key: str) -> dict:
    """The columns of a comment of high distress: words with the contact details covered, and the details encrypted.

    They are bound to the comment's own `digest_key`, so that no other comment's can be put in their place.
    """
    spans = _spans(findings, "text")
    hides_name = bool(_spans(findings, "name"))
    columns = {"text": text, "name": name, "email": "", "sealed": ""}
    if not (spans or hides_name or email):
        return columns
    kept = {
        "of": digest_key,
        "email": email,
        "name": name if hides_name else "",
        "spans": [[start, text[start:end]] for start, end in spans],
    }
    columns["sealed"] = _newest().encrypt(json.dumps(kept).encode()).decode()
    for start, end in spans:
        text = text[:start] + COVER * (end - start) + text[end:]
    return columns | {"text": text, "name": "" if hides_name else name}


def opened(comment: Comment) -> Contact | None:
    """The comment as it was written; None where nothing is kept apart, or no key that we have opens it."""
    kept = _read(comment)
    if kept is None:
        return None
    text = comment.text
    for start, words in kept["spans"]:
        text = text[:start] + words + text[start + len(words) :]
    details = tuple(filter(None, [kept["email"], kept["name"], *(words for _start, words in kept["spans"])]))
    return Contact(text, kept["name"] or comment.name, kept["email"] or comment.email, details)


def must_open(comment: Comment) -> None:
    """Raises SealedShut where there are details that cannot be opened."""
    if comment.sealed and _read(comment) is None:
        raise SealedShut


def view(comment: Comment, by) -> Contact | None:
    """The same for somebody on duty, who has asked for it. Each time is recorded. Raises PermissionDenied."""
    if not is_on_duty(by):
        raise PermissionDenied
    record(by, "view contact details of urgent comment", comment)
    return opened(comment)


def as_written(comment: Comment) -> dict:
    """The columns with which a comment that is not of high distress any more goes on; empty where nothing changes.

    Raises SealedShut.
    """
    must_open(comment)
    contact = opened(comment)
    if contact is None:
        return {}
    return {"text": contact.text, "name": contact.name, "email": contact.email, "sealed": ""}


@sweep("comments.contacts", every=timedelta(hours=1))
def seal_again(now: datetime) -> int:
    """Seals what was stored before there was this, and what an older key has sealed. Returns how many rows."""
    rows = Comment.objects.filter(tier=Tier.HIGH, erased_at=None).order_by("pk")
    plain = [row for row in rows.filter(sealed="") if _has_details(row)]
    done = sum(_seal(row) for row in plain)
    for row in rows.exclude(sealed=""):
        try:
            _newest().decrypt(row.sealed.encode())
        except InvalidToken:
            done += _turn(row)
    if plain:
        empty_the_log()
    return done


def _has_details(row: Comment) -> bool:
    return bool(row.email or _spans(row.findings, "text") or _spans(row.findings, "name"))


def _seal(row: Comment) -> int:
    same = Comment.objects.filter(pk=row.pk, text=row.text, tier=Tier.HIGH, sealed="")
    with transaction.atomic():
        return same.update(**sealed(row.text, row.name, row.email, row.findings, row.digest_key))


def _turn(row: Comment) -> int:
    kept = _read(row)
    if kept is None:  # no key of ours: left for the day on which the old one is back in SECRET_KEY_FALLBACKS
        return 0
    fresh = _newest().encrypt(json.dumps(kept).encode()).decode()
    return Comment.objects.filter(pk=row.pk, sealed=row.sealed).update(sealed=fresh)


def _read(comment: Comment) -> dict | None:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            kept = json.loads(_key(secret).decrypt(comment.sealed.encode()))
        except InvalidToken:
            continue
        return kept if kept["of"] == comment.digest_key else None
    return None


def _newest() -> Fernet:
    return _key(settings.SECRET_KEY)


@lru_cache(maxsize=16)
def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"comments.contacts").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _spans(findings: list[dict], field: str) -> list[tuple[int, int]]:
    """The places of contact details in one field, in order; places that overlap become one."""
    found = [finding for finding in identifiers(findings, field) if finding["kind"] in KINDS]
    merged: list[tuple[int, int]] = []
    for start, end in sorted((finding["start"], finding["end"]) for finding in found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
