"""The workflow of an article: verbs taking (object, by whom, …). Admin, jobs and commands call these, and nothing
else changes an article's state. Each checks the permission, runs in a transaction and leaves a record.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import share_pictures, snapshot
from articles.checking import problems_of
from articles.content import Content
from articles.drafts import create_article, restore, save_draft, save_edit
from articles.findable import document_of, ref_of
from articles.leaflets import leaflet_of
from articles.models import Article, Author, Image, Publication, Revision, Term
from articles.readiness import Problem
from articles.rendering import render_card, render_page
from articles.standing import sources_for, topics_for
from articles.steps import MACHINE, EditConflict, Machine, WrongState, person, require
from articles.waivers import end_waivers
from clinic.record import record
from pagecache.generations import forget, forget_site
from search.index import put, remove


class NotReady(Exception):
    """The revision may not be published yet. `problems` says what to mend."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


__all__ = [
    "MACHINE",
    "EditConflict",
    "Machine",
    "NotReady",
    "WrongState",
    "cancel_schedule",
    "create_article",
    "place",
    "publish",
    "refresh_projection",
    "restore",
    "save_draft",
    "save_edit",
    "schedule",
    "unpublish",
    "withdraw",
]
NO_TROUBLE = {"parked_at": None, "last_error": "", "stopped_at": None, "stopped_why": ""}
LATEST = timedelta(days=5 * 365)  # after this a planned moment is a slip of the finger


def publish(article: Article, revision: Revision, by, *, note: str = "") -> Article:
    """Make `revision` the live one, at once. Raises NotReady, or PermissionDenied."""
    require(by, "articles.publish_article")
    now = timezone.now()
    with transaction.atomic():
        # An end that has passed belonged to what was live before.
        Article.objects.filter(pk=article.pk, expire_at__lte=now).update(expire_at=None, expire_reason="")
        put_live(article, revision, now, by)
        record(person(by), "publish article", article, note)
    return article


def put_live(article: Article, revision: Revision, now: datetime, by=MACHINE, *, tolerated=frozenset()) -> None:
    """The one way to the public. `tolerated`: findings that may stand, because readers see them already."""
    if revision.article_id != article.pk:
        raise WrongState(_("This revision belongs to another article."))
    article.refresh_from_db(from_queryset=Article.objects.select_for_update(of=("self",)).select_related("live"))
    content = Content.from_json(revision.content)
    if problems := problems_of(article, content, tolerated):
        raise NotReady(problems)
    if article.live_id != revision.pk:
        Publication.objects.create(article=article, revision=revision, at=now, by=person(by))
    end_waivers(article, content, now)
    first_time = article.published_at is None
    # The digest decides whether readers get something new: publishing the same words again is no change.
    changed = article.live is None or article.live.digest != revision.digest
    article.live = revision
    article.draft = article.draft or revision
    article.status = Article.Status.PUBLISHED
    article.published_at = now if first_time else article.published_at
    article.changed_at = now if changed else article.changed_at
    article.withdrawn_at, article.withdrawn_reason, article.replacement = None, "", None
    article.scheduled, article.publish_at = None, None
    article.parked_at, article.last_error = None, ""  # whatever a planned attempt has met, this one works
    article.stopped_at, article.stopped_why = None, ""
    project(article, content)


def project(article: Article, content: Content) -> None:
    """Write the columns that are worked out from the live content, and let the stored pages go."""
    article.title = content.title
    article.summary = content.summary
    article.kind = content.kind
    article.language = content.language
    article.keywords = list(content.keywords)
    article.author = Author.objects.filter(pk=content.author).first() if content.author else None
    article.image = Image.objects.filter(key=content.image).first() if content.image else None
    article.next_review_on = content.review_date
    page = render_page(content, snapshot.surroundings(content))
    article.page = page | {"leaflet": leaflet_of(article), "share": share_pictures.order(article, content, page)}
    article.card = render_card(content, article.page, article.get_absolute_url())
    article.save()
    article.topics.set(topics_for(content.topics))
    article.sources.set(sources_for(source.key for source in content.sources))
    words = [word.slug for word in content.definitions]
    article.terms.set(Term.objects.filter(language=content.language, slug__in=words))
    article.images.set(Image.objects.filter(key__in=[copy.key for copy in content.images]))
    if article.is_public:
        put(document_of(article, content))
    else:  # rendered again after it was taken down or has ended: its words stay out of the search
        remove(ref_of(article))
    forget(f"article:{article.pk}")
    forget_site()


def refresh_projection(article: Article) -> None:
    """Render the live revision again: after new renditions, a renamed topic, or an upgrade. No content changes."""
    with transaction.atomic():
        article.refresh_from_db(from_queryset=Article.objects.select_for_update())
        if article.live is not None:
            project(article, Content.from_json(article.live.content))


def withdraw(article: Article, by, *, reason: str, replacement: Article | None = None) -> Article:
    """Take the article down at once: it is wrong, or could harm somebody. Every staff role may.

    Its address then says so, with the reason. Whatever is planned for it is given up: nothing comes back by itself.
    """
    require(by, "articles.take_down_article")
    leave_the_public(article, by, "withdraw article", reason, replacement, scheduled=None, publish_at=None)
    return article


def unpublish(article: Article, by, *, reason: str, replacement: Article | None = None) -> Article:
    """End the article in good order, because its time is over. Whoever may publish may.

    Its address then says so, with the reason. A later version that is planned still goes public at its moment.
    """
    require(by, "articles.publish_article")
    leave_the_public(article, by, "unpublish article", reason, replacement)
    return article


def leave_the_public(
    article: Article, by, action: str, reason: str, replacement: Article | None, **plans: None
) -> None:
    if not reason.strip():
        raise WrongState(_("Say why, in words that readers may see."))
    with transaction.atomic():
        changed = Article.objects.filter(pk=article.pk, status=Article.Status.PUBLISHED).update(
            status=Article.Status.WITHDRAWN,
            withdrawn_at=timezone.now(),
            withdrawn_reason=reason.strip(),
            replacement=replacement,
            expire_at=None,
            expire_reason="",
            **plans,
        )
        if not changed:
            raise WrongState(_("The article is not public."))
        Article.objects.filter(pk=article.pk, publish_at=None).update(**NO_TROUBLE)
        remove(ref_of(article))
        record(person(by), action, article, reason)
        forget(f"article:{article.pk}")
        forget_site()
    article.refresh_from_db()


def schedule(article: Article, revision: Revision, at: datetime, by) -> Article:
    """Publish `revision` at the moment `at`. Raises NotReady now, rather than failing at night."""
    require(by, "articles.publish_article")
    if at <= timezone.now():
        raise WrongState(_("That moment has passed. Choose a later one, or publish now."))
    if at > timezone.now() + LATEST:
        raise WrongState(_("That is more than five years ahead. Choose an earlier moment."))
    if problems := problems_of(article, Content.from_json(revision.content)):
        raise NotReady(problems)
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(
            scheduled=revision, publish_at=at, next_try_at=None, tries=0, **NO_TROUBLE
        )
        record(person(by), "schedule article", article, at.isoformat())
    article.refresh_from_db()
    return article


def cancel_schedule(article: Article, by) -> Article:
    """Forget a planned publication, or one that was stopped."""
    require(by, "articles.publish_article")
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(scheduled=None, publish_at=None, **NO_TROUBLE)
        record(person(by), "cancel schedule", article)
    article.refresh_from_db()
    return article


def place(article: Article, by, **columns) -> None:
    """Change what belongs to the article's place on the site: `comments_open`, `comments_close_on`, `home_place`."""
    require(by, "articles.change_article")
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**columns)
        record(person(by), "place article", article)
        forget(f"article:{article.pk}")
        forget_site()
    article.refresh_from_db()
