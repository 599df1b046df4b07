"""Links that show a draft to somebody outside: made by an editor, for a time, and taken back at will.

The secret exists only in the link. We store its hash, so that neither a backup nor a look at the table opens a draft.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from articles.models import Article, PreviewLink, Revision
from articles.steps import WrongState, person, require
from clinic.record import record

LONGEST = 60  # days
TOKEN_BYTES = 32


def hash_of(token: str) -> str:
    # The secret is 256 random bits: a plain hash of it can be neither guessed nor looked up.
    return hashlib.sha256(token.encode()).hexdigest()


def share(article: Article, by, *, days: int, revision: Revision | None = None, note: str = "") -> str:
    """A new link's token, for `days` days. It shows `revision`, or always the newest draft. Never readable again."""
    require(by, "articles.change_article")
    if not 1 <= days <= LONGEST or (revision is not None and revision.article_id != article.pk):
        raise WrongState
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        PreviewLink.objects.create(
            article=article,
            revision=revision,
            token_hash=hash_of(token),
            note=note,
            created_by=person(by),
            expires_at=timezone.now() + timedelta(days=days),
        )
        record(person(by), "share preview", article, note)
    return token


def revoke(link: PreviewLink, by) -> bool:
    """Nobody opens the link from now on. False when it was revoked already."""
    require(by, "articles.change_article")
    with transaction.atomic():
        changed = PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
        if changed:
            record(person(by), "revoke preview", link.article, link.note)
    return bool(changed)


def find(token: str) -> PreviewLink | None:
    """The link that works under this token now; None for one that is unknown, over or revoked, all alike."""
    rows = PreviewLink.objects.filter(token_hash=hash_of(token), revoked_at=None, expires_at__gt=timezone.now())
    return rows.select_related("article__draft", "revision").first()
