"""Storing what somebody sends: every comment waits, the same form sent twice is one comment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import Article
from clinic.prepared import Prepared
from comments import contacts
from comments.duty import alert
from comments.models import Comment, Queue, Tier, new_digest_key
from comments.network import may_store_urgent, network_hash, seconds_to_wait
from comments.notices import ask_to_confirm
from comments.private import new_access
from comments.triage import Triage, triage

SAME_WITHIN = timedelta(days=1)
# Nearly always there is none, so it is asked for its number only.
TWIN = Prepared(
    lambda article, digest: Comment.objects.filter(article=article, text_digest=digest).order_by("pk").values("pk")[:1],
    article=int,
    digest=str,
)


@dataclass(frozen=True)
class Draft:
    """What the form holds once it is clean."""

    name: str
    email: str
    text: str
    parent: Comment | None = None
    feedback_on: str = ""  # the part of the page, where it was sent as feedback: it is never published

    def triage(self) -> Triage:
        return triage(self.text, name=self.name)


class TooMany(Exception):
    """This network has sent too many comments; `seconds` says when it may send again."""

    def __init__(self, seconds: int):
        self.seconds = seconds
        super().__init__()


def submit(
    article: Article,
    draft: Draft,
    *,
    address: str,
    now: datetime | None = None,
    seen: Triage | None = None,
    submission: str | None = None,
) -> Comment:
    """Stores the draft as a waiting comment and returns it once it is safely on disk.

    The same words under the same article within a day, or the same `submission` of the page "check before you send",
    give back the comment that is there already, so that a double click or a reload makes no second one. Raises TooMany;
    high distress has a wider limit of its own. The caller knows that the article is open, and may pass what the screens
    have `seen`. An urgent one alerts those on duty, in the same transaction.
    """
    now, seen = now or timezone.now(), seen or draft.triage()
    # Two people in despair may use the same four words: only one network's are the same message.
    network = network_hash(address, now) if seen.tier == Tier.HIGH else ""
    digest = digest_of(article, draft, network)
    try:
        with transaction.atomic():
            _let_go_of_old_digest(article, digest, now)
            twin = _find_twin(article, digest, submission)
            return twin or _store(article, draft, seen, digest, address, now, submission)
    except IntegrityError:
        # Another request stored the same words between our look and our insert: the constraint decided.
        if twin := _find_twin(article, digest, submission):
            return twin
        raise


def digest_of(article: Article, draft: Draft, network: str = "") -> str:
    """A keyed fingerprint of one form under one article; spacing does not make it another text."""
    parent = draft.parent.pk if draft.parent else 0
    if draft.feedback_on:  # the same words may have been sent as a comment, and that one may be published
        parent = "feedback"
    words = " ".join(draft.text.split())
    return salted_hmac("comments.posting", f"{article.pk}\n{parent}\n{network}{words}", algorithm="sha256").hexdigest()


def _let_go_of_old_digest(article: Article, digest: str, now: datetime) -> None:
    old = Comment.objects.filter(article=article, text_digest=digest, submitted_at__lte=now - SAME_WITHIN)
    old.update(text_digest=None)


def _find_twin(article: Article, digest: str, submission: str | None) -> Comment | None:
    if submission and (sent := Comment.objects.filter(submission=submission).first()):
        return sent
    twin = next(iter(TWIN.rows(article=article.pk, digest=digest)), None)
    return Comment.objects.filter(pk=twin["pk"]).first() if twin else None


def find_sent(article: Article, draft: Draft) -> Comment | None:
    """The comment that an ordinary draft would be the double of. Cheap, so it is asked before the screens where a limit
    is reached: sending again what was taken is no flood."""
    return _find_twin(article, digest_of(article, draft), None)


def is_its_sender(comment: Comment, draft: Draft, address: str, now: datetime) -> bool:
    """Whether a comment may be shown to whoever sent this draft as her own. Two people can write the same few words,
    and only one of them may get the link to the private page."""
    if (comment.name, comment.email) != (draft.name, draft.email):
        return False
    return bool(comment.network_hash) and comment.network_hash == network_hash(address, now)


def _store(
    article: Article,
    draft: Draft,
    seen: Triage,
    digest: str,
    address: str,
    now: datetime,
    submission: str | None,
) -> Comment:
    seconds = seconds_to_wait(address, now)
    if seconds and not (seen.tier == Tier.HIGH and may_store_urgent(address, now)):
        raise TooMany(seconds)
    key = new_digest_key()
    words = {"name": draft.name, "email": draft.email, "text": draft.text}
    if seen.tier == Tier.HIGH:  # before it is stored: what is never written need not be wiped
        words = contacts.sealed(draft.text, draft.name, draft.email, seen.findings, key)
    comment = Comment.objects.create(
        article=article,
        parent=draft.parent,
        digest_key=key,
        came_as_feedback=bool(draft.feedback_on),
        feedback_section=draft.feedback_on,
        **words,
        language=article.language,
        submitted_at=now,
        waiting_since=now,
        network_hash=network_hash(address, now),
        text_digest=digest,
        submission=submission,
        **new_access(),
        **seen.as_fields(),
    )
    if comment.queue == Queue.URGENT:
        alert(comment, now)
    if comment.email and comment.tier != Tier.HIGH:
        ask_to_confirm(comment, now)
    return comment
