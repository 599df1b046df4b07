"""Removing personal details from a comment: what stood there is gone from the row, its digests and the files."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from comments.due import empty_the_log
from comments.models import Comment, Decision, Status, Tier, new_digest_key
from comments.trail import AlreadyDecided, carry_out
from comments.triage import FAILED, priority_of, queue_of, triage

KINDS = {
    "email": gettext_lazy("e-mail address"),
    "phone": gettext_lazy("phone number"),
    "date_of_birth": gettext_lazy("date of birth"),
    "visit_date": gettext_lazy("date of a visit"),
    "address": gettext_lazy("address"),
    "postcode": gettext_lazy("postcode"),
    "record_number": gettext_lazy("record number"),
    "insurance_number": gettext_lazy("insurance number"),
    "national_number": gettext_lazy("national number"),
    "handle": gettext_lazy("account name"),
    "url": gettext_lazy("web address"),
    "person_name": gettext_lazy("name"),
    "clinician_name": gettext_lazy("clinician’s name"),
    "age": gettext_lazy("age"),
}
REDACTED = (Status.PENDING, Status.APPROVED)


def identifiers(findings: list[dict], where: str = "text") -> list[dict]:
    """The findings that name a person, in one field."""
    return [
        finding
        for finding in findings
        if finding["screen"] == "identifiers" and finding["field"] == where and finding["rule"] != FAILED
    ]


def can_redact(comment: Comment) -> bool:
    """Whether there is something to remove. In high distress it may be the only way to reach somebody, so not there."""
    found = identifiers(comment.findings) + identifiers(comment.findings, "name")
    usual = not (comment.erased_at or comment.is_staff_reply or comment.tier == Tier.HIGH)
    return usual and comment.status in REDACTED and bool(found)


def redact(comment: Comment, by, *, note: str = "", at: datetime | None = None) -> Decision:
    """Puts “[removed: phone number]” and the like where the screens found personal details.

    The new text is screened again; the tier never falls by it. The key of the digests changes too, so that no
    digest can confirm a guess of what stood there. Raises AlreadyDecided when there is nothing to remove (any more).
    """
    if not by.has_perm("comments.moderate_comment"):
        raise PermissionDenied
    if not can_redact(comment):
        comment.refresh_from_db()
        raise AlreadyDecided(comment)
    text = without(comment.text, identifiers(comment.findings))
    name = "" if identifiers(comment.findings, "name") else comment.name
    changes = {"text": text, "name": name, "text_digest": None, "digest_key": new_digest_key()}
    with transaction.atomic():
        decision = carry_out(
            comment,
            by,
            changes | _seen_again(comment, text, name),
            recorded_as="redact comment",
            at=at or timezone.now(),
            note=note[:500],
        )
        transaction.on_commit(empty_the_log)
    return decision


def without(text: str, findings: list[dict]) -> str:
    """The text with each found place replaced; places that overlap become one."""
    pieces, at = [], 0
    for start, end, kind in _merged(findings):
        pieces += [text[at:start], f"[{gettext('removed')}: {KINDS.get(kind, gettext('personal detail'))}]"]
        at = end
    return "".join([*pieces, text[at:]])


def _merged(findings: list[dict]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in sorted((finding["start"], finding["end"], finding["kind"]) for finding in findings):
        if merged and start < merged[-1][1]:
            first, last, other = merged[-1]
            merged[-1] = (first, max(last, end), other)
        else:
            merged.append((start, end, kind))
    return merged


def _seen_again(comment: Comment, text: str, name: str) -> dict:
    again = triage(text, name=name)
    tier = comment.tier  # removing a number changes nothing about how somebody feels
    queue = queue_of([finding for finding in again.findings if finding["tier"] != Tier.HIGH], tier)
    return {"findings": again.findings, "queue": queue, "priority": priority_of(queue, tier)}
