"""Keeping what somebody writes before it is saved, so that neither a crash nor a lost login costs it.

Kept words are never a revision and overwrite nothing: they are the writer's own, until saved, taken over or discarded.
"""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Autosave
from articles.steps import require

LARGEST = 512 * 1024  # characters of all fields together; the longest article that may be saved has about 500,000
KEPT_FOR = timedelta(days=30)


class Refused(Exception):
    """The words were not kept. The message says why, in words for the writer."""


class TooMuch(Refused):
    """More than LARGEST characters."""


class OtherWindow(Refused):
    """There are kept words that another page has written: they wait for a decision, or are still being written."""


def new_window() -> str:
    """A name for one opened page."""
    return secrets.token_hex(16)


def of(article: Article | None, by) -> Autosave | None:
    """What `by` has left unsaved for `article` (None: for a new one). Nobody sees anybody else's."""
    return Autosave.objects.filter(article=article, person=by).first()


def keep(article: Article | None, by, *, window: str, fields: dict[str, list[str]]) -> Autosave:
    """Keep `fields` as what the page `window` shows. Raises TooMuch, OtherWindow, or PermissionDenied."""
    require(by, "articles.change_article" if article else "articles.add_article")
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LARGEST:
        raise TooMuch(_("This is too long to be kept by itself. Shorten the text, or save it in parts."))
    now = timezone.now()
    mine = Autosave.objects.filter(article=article, person=by, window=window)
    if mine.update(fields=fields, saved_at=now):
        return mine.get()
    try:
        with transaction.atomic():
            return Autosave.objects.create(article=article, person=by, window=window, fields=fields, saved_at=now)
    except IntegrityError:
        raise OtherWindow(
            _("Unsaved words of yours wait in another window or from earlier. Take them over or discard them first.")
        ) from None


def take_over(kept: Autosave, window: str) -> None:
    """From now on the page `window` writes the row, and the one that did before may not any more."""
    Autosave.objects.filter(pk=kept.pk).update(window=window)


def discard(article: Article | None, by, *, window: str) -> bool:
    """Forget what the page `window` has kept; False when another page writes the row meanwhile."""
    require(by, "articles.change_article" if article else "articles.add_article")
    return bool(Autosave.objects.filter(article=article, person=by, window=window).delete()[0])


def forget_old(now: datetime) -> int:
    """Delete what nobody has come back for. Returns how many."""
    return Autosave.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]
