"""Drafts: the verbs that write revisions. None of them changes what the public reads.

Each checks the permission, runs in a transaction and leaves a record, as in articles/publishing.py.
"""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import snapshot
from articles.content import Content
from articles.merging import Merged, merge
from articles.models import Article, Redirect, Revision
from articles.steps import EditConflict, WrongState, person, require
from clinic.record import record

MOST_TRIES = 20  # somebody else has saved each time: after so many, a person looks at it


def create_article(content: Content, by, *, slug: str) -> Article:
    """A new article that is not public, with its first draft. Raises IntegrityError when the address is taken.

    Raises WrongState when it is another article's former address, which still leads there.
    """
    require(by, "articles.add_article")
    if Redirect.objects.filter(language=content.language, slug=slug).exists():
        raise WrongState(_("Another article had this address before, and links to it are still around."))
    with transaction.atomic():
        article = Article.objects.create(
            language=content.language,
            slug=slug,
            title=content.title,
            summary=content.summary,
            kind=content.kind,
            created_by=person(by),
            owner=person(by),
        )
        save_draft(article, content, by, base=None)
    return article


def save_draft(article: Article, content: Content, by, *, base: Revision | None, note: str = "") -> Revision:
    """Store `content` as the newest draft. The public page does not change.

    `base` is the revision the editor started from. Raises EditConflict when it is not the newest draft any more,
    and TooLong when a text exceeds the limit.
    """
    require(by, "articles.change_article")
    return store(article, snapshot.complete(content), by, base=base, note=note, action="save draft")


def store(article: Article, content: Content, by, *, base: Revision | None, note: str, action: str) -> Revision:
    with transaction.atomic():
        revision = add_revision(article, content, by, base, note)
        moved = Article.objects.filter(pk=article.pk, draft=base).update(draft=revision)
        if not moved:
            transaction.set_rollback(True)
            raise EditConflict(newest_revision(article))
        if article.live_id is None:
            Article.objects.filter(pk=article.pk, live=None).update(**draft_columns(content))
        record(person(by), action, article, note)
    article.refresh_from_db()
    return revision


@dataclass(frozen=True)
class Saved:
    """What saving has made: the revision, or None where nothing was new, and the parts that came from colleagues."""

    revision: Revision | None
    taken: tuple[str, ...] = ()


def save_edit(
    article: Article,
    content: Content,
    by,
    *,
    written_on: int | None,
    note: str = "",
    over: int | None = None,
    yielding: Collection[str] = (),
) -> Saved:
    """Store what somebody wrote on top of revision number `written_on`, whatever was saved since.

    Parts that only one side has changed are merged. Where both have, raises EditConflict with the newest revision
    and the names of those parts, and stores nothing – unless `over` names that newest revision: then its writer has
    seen both, and the own text stays, or theirs for the parts named in `yielding`.
    """
    require(by, "articles.change_article")
    mine = snapshot.complete(content)
    for _try in range(MOST_TRIES):
        article.refresh_from_db()
        newest = article.draft
        merged = on_top(article, mine, newest, written_on, yielding if newest and over == newest.number else ())
        if merged.clashes and (newest is None or over != newest.number):
            raise EditConflict(newest, merged.clashes)
        if newest is not None and is_same(merged.content, newest, live=newest.pk == article.live_id):
            return Saved(None, merged.taken)
        try:
            return Saved(save_draft(article, merged.content, by, base=newest, note=note), merged.taken)
        except EditConflict:
            continue  # somebody was faster: look at theirs and merge again
    raise EditConflict(newest_revision(article))


def on_top(article: Article, mine: Content, newest: Revision | None, written_on: int | None, yielding) -> Merged:
    if newest is None or newest.number == written_on:
        return Merged(mine, (), ())
    base = article.revisions.filter(number=written_on).first() if written_on else None
    before = Content.from_json(base.content) if base else None
    return merge(before, mine, Content.from_json(newest.content), yielding=yielding)


def is_same(content: Content, revision: Revision, *, live: bool) -> bool:
    """Whether saving would store the same words again: pressing a button is not a new version.

    The note on what changed speaks of the change that is live, so on top of that an empty one says nothing.
    """
    stored = Content.from_json(revision.content)
    if live and not content.change_note:
        content = dataclasses.replace(content, change_note=stored.change_note)
    return snapshot.complete(content).to_json() == stored.to_json()


def restore(article: Article, revision: Revision, by, *, base: Revision | None) -> Revision:
    """Make an old revision the newest draft again, exactly as it was, with its copies. Readers see no change.

    `base` is the draft that was the newest when the person decided. Raises EditConflict when it is not any more.
    """
    require(by, "articles.change_article")
    if revision.article_id != article.pk:
        raise WrongState(_("This revision belongs to another article."))
    note = _("Version %d again") % revision.number
    content = Content.from_json(revision.content)
    return store(article, content, by, base=base, note=note, action="restore revision")


def add_revision(article: Article, content: Content, by, base: Revision | None, note: str) -> Revision:
    revision = Revision(
        article=article,
        number=(base.number if base else 0) + 1,
        content=content.to_json(),
        digest=content.clinical_digest(),
        base=base,
        created_by=person(by),
        note=note,
    )
    try:
        with transaction.atomic():
            revision.save()
    except IntegrityError:
        raise EditConflict(newest_revision(article)) from None
    return revision


def newest_revision(article: Article) -> Revision | None:
    return Revision.objects.filter(article=article).order_by("-number").first()


def draft_columns(content: Content) -> dict:
    """The columns by which staff find an article that was never public."""
    return {"title": content.title, "summary": content.summary, "kind": content.kind}
