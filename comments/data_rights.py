"""What is held of one person, found by an e-mail address or a private page: to give along, and to erase. For owners.

An address finds the comments it was left with, mail to it, and words without a sender that name it. Where it is
encrypted with a message of high distress only the private page finds that message; those on duty can open it.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.models import User
from clinic.record import record
from comments import due, private
from comments.models import Comment, Feedback, Queue, Report, Status, Tier
from jobs.mail import delete_mail_to, whole
from jobs.models import OutboxMail

MOST_OTHERS = 100
FOUND, GIVEN, ERASED = "look up person", "copy of person", "erase person"  # in the record


@dataclass(frozen=True)
class Held:
    """`comments` are the person's own, the oldest first. `notes` is feedback without a sender that names the address:
    it is erased, and not handed over. `named_in` are comments that name it and were left without it, `reports` how many
    reports do: perhaps somebody's who is afraid of this person, so they are counted and a moderator decides."""

    comments: list[Comment] = field(default_factory=list)
    mails: list[OutboxMail] = field(default_factory=list)
    notes: list[Feedback] = field(default_factory=list)
    named_in: list[Comment] = field(default_factory=list)
    reports: int = 0
    address: str = ""
    of_staff: bool = False

    def __bool__(self) -> bool:
        return bool(self.comments or self.mails or self.notes or self.named_in or self.reports)

    @property
    def can_be_erased(self) -> bool:
        return bool(self.comments or self.mails or self.notes_to_erase)

    @property
    def notes_to_erase(self) -> list[Feedback]:
        return [note for note in self.notes if not must_be_read(note)]

    @property
    def waiting(self) -> list[Comment]:
        return [comment for comment in self.comments if waits(comment)]

    @property
    def going(self) -> list[Comment]:
        return [comment for comment in self.comments if not waits(comment)]

    def seen(self) -> str:
        """Names exactly what was found, so that nothing else is erased than what somebody has looked at."""
        rows = (*self.comments, *self.mails, *self.notes)
        names = sorted(f"{row._meta.label} {row.pk}" for row in rows)
        return hashlib.sha256("\n".join(names).encode()).hexdigest()


@dataclass(frozen=True)
class Erased:
    """How many comments are gone, how many of high distress stay with those on duty for at most 72 hours more, and how
    many words without a sender are gone."""

    now: int
    later: int
    notes: int = 0


def is_address(who: str) -> bool:
    try:
        validate_email(who.strip())
    except ValidationError:
        return False
    return True


def is_token(who: str) -> bool:
    return bool(token_in(who))


def token_in(who: str) -> str:
    """The token of a private page's address, or what is a token by itself; "" where there is none."""
    token = who.strip().partition("?")[0].rstrip("/").rpartition("/")[2]
    return token if len(token) == private.TOKEN_LENGTH and token.isalnum() else ""


def held_of(who: str) -> Held:
    """What is held under an e-mail address, or the comment of a private page's address or token. What its writer took
    back and those on duty still keep is among it."""
    rows = Comment.objects.select_related("article").filter(erased_at=None, is_staff_reply=False)
    who = who.strip()
    if is_address(who):
        return _of_address(who, rows)
    comments = list(rows.filter(access_digest=private.digest_of(token_in(who)))) if is_token(who) else []
    return Held(comments=comments, mails=_mails_about(comments))


def _of_address(address: str, rows) -> Held:
    comments = list(rows.filter(email__iexact=address).order_by("submitted_at", "pk"))
    of_staff = User.objects.filter(email__iexact=address).exists()
    mails = {mail.pk: mail for mail in _mails_about(comments)}
    if not of_staff:
        mails |= {mail.pk: mail for mail in OutboxMail.objects.filter(to__iexact=address)}
    names_it = whole(address).search
    notes, reports = (
        [row for row in rows_of.filter(text__icontains=address).order_by("pk") if names_it(row.text)]
        for rows_of in (Feedback.objects.select_related("article"), Report.objects)
    )
    # The screens have put every text with an address into one of these queues, and an index finds them.
    screened = rows.filter(status__in=Status.values, queue__in=(Queue.PRIVACY, Queue.URGENT))
    others = screened.filter(text__icontains=address).exclude(email__iexact=address).order_by("pk")
    named_in = [comment for comment in others[:MOST_OTHERS] if names_it(comment.text)]
    return Held(comments, list(mails.values()), notes, named_in, len(reports), address, of_staff)


def _mails_about(comments: list[Comment]) -> list[OutboxMail]:
    found: list[OutboxMail] = []
    for comment in comments:
        found += OutboxMail.objects.filter(dedupe_key__startswith=f"{private.MAIL}:{comment.pk}:")
    return found


def find(who: str, by) -> Held:
    """The same, with a line in the record: how many, and not who."""
    held = held_of(who)
    record(by, FOUND, note=f"comments: {len(held.comments)}, words without a sender: {len(held.notes)}")
    return held


def give(held: Held, by) -> dict:
    """A copy of all that is kept, in words, and a line in the record."""
    note_given(held, by)
    return export(held)


def note_given(held: Held, by) -> None:
    record(by, GIVEN, note=f"comments: {len(held.comments)}, words without a sender: {len(held.notes)}")


def export(held: Held) -> dict:
    """All that is kept, in words. Encrypted contact details stay so: the copy may not open what those on duty may.
    What names the address and may be another's is counted, not quoted."""
    return {
        "made": timezone.localtime().isoformat(timespec="minutes"),
        "comments": [
            private.export(comment, open_sealed=False) | {"contact_details_kept_encrypted": bool(comment.sealed)}
            for comment in held.comments
        ],
        "mails": [
            {"to": mail.to, "subject": mail.subject, "written": iso(mail.created_at), "sent": iso(mail.sent_at)}
            for mail in held.mails
        ],
        "messages_without_a_sender_that_name_the_address": len(held.notes) + held.reports,
        "other_comments_that_name_the_address": len(held.named_in),
    }


def iso(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""


def erase(held: Held, by, *, at: datetime | None = None) -> Erased:
    """Erases each comment as its writer could, with mail and what names the address, and records by whom and how many,
    without a word about whom. What is gone already, because its writer was faster, counts as erased."""
    already = sum(comment.taken_back_at is not None for comment in held.comments)
    now = sum(_is_gone(comment, at) for comment in held.comments if comment.taken_back_at is None)
    later = len(held.comments) - now
    with transaction.atomic():
        for note in held.notes_to_erase:
            note.delete()
        if held.address and not held.of_staff:
            delete_mail_to(held.address)
        record(by, ERASED, note=_counted(now, later, already, len(held.notes_to_erase)))
        transaction.on_commit(due.empty_the_log)
    return Erased(now, later, len(held.notes_to_erase))


def _counted(now: int, later: int, already: int, notes: int) -> str:
    said = f"comments erased: {now}, kept for those on duty: {later} (already: {already})"
    return f"{said}, words without a sender erased: {notes}" if notes else said


def _is_gone(comment: Comment, at: datetime | None) -> bool:
    try:
        return private.erase(comment, at=at)
    except Comment.DoesNotExist:
        return True


def waits(comment: Comment) -> bool:
    """Whether erasing it leaves it with those on duty for at most 72 hours."""
    return comment.tier == Tier.HIGH


def must_be_read(note: Feedback) -> bool:
    """Somebody may be in danger: it goes when it was dealt with."""
    return note.queue == Queue.URGENT and note.handled_at is None


def in_words(note: Feedback) -> str:
    return _("a word about “%(title)s”") % {"title": note.article.title}
