"""What articles do by themselves at a planned moment: go public, and come to their end.

The moments stand in the article's row. A sweep claims what is due with a lease, tries again with growing pauses when
something unexpected happens, and parks it after five tries, where the desk shows it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.findable import ref_of
from articles.models import Article
from articles.publishing import LATEST, NotReady, put_live
from articles.steps import WrongState, person, require
from clinic.record import record
from jobs.work import run_batch
from pagecache.generations import forget, forget_site
from search.index import remove, set_end

UNTROUBLED = {"next_try_at": None, "tries": 0, "leased_until": None, "parked_at": None, "last_error": ""}


def plan_expiry(article: Article, at: datetime, by, *, reason: str) -> Article:
    """Take the article down by itself at the moment `at`, with a reason that readers may see."""
    require(by, "articles.publish_article")
    now = timezone.now()
    if at <= now:
        raise WrongState(_("That moment has passed. Choose a later one, or take the page down now."))
    if at > now + LATEST:
        raise WrongState(_("That is more than five years ahead. Choose an earlier moment."))
    if not reason.strip():
        raise WrongState(_("Say why, in words that readers may see."))
    end_what_is_over(article, now)
    with transaction.atomic():
        row = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if row.publish_at and at <= row.publish_at:
            raise WrongState(_("It would end before it goes public. Choose a later moment."))
        changes = {"expire_at": at, "expire_reason": reason.strip()} | UNTROUBLED
        Article.objects.filter(pk=article.pk).update(**changes)
        set_end(ref_of(article), at)
        record(person(by), "plan expiry", article, at.isoformat())
        forget_article(article)
    article.refresh_from_db()
    return article


def cancel_expiry(article: Article, by) -> Article:
    """Forget a planned end. Raises WrongState for one that has come."""
    require(by, "articles.publish_article")
    end_what_is_over(article, timezone.now())
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(expire_at=None, expire_reason="")
        set_end(ref_of(article), None)
        record(person(by), "cancel expiry", article)
        forget_article(article)
    article.refresh_from_db()
    return article


def end_what_is_over(article: Article, now: datetime) -> None:
    """An end that has come is carried out here, should no sweep have been yet: readers see none of the page any more,
    and a change of plans does not put it back before them. Raises WrongState."""
    article.refresh_from_db()
    if article.status == Article.Status.PUBLISHED and article.expire_at and article.expire_at <= now:
        expire(article, now)
        raise WrongState(_("Its end has come, and readers do not see it any more. Publish it again to bring it back."))


def do_due(now: datetime) -> int:
    """Do what is due at `now`, each exactly once however many schedulers run, and never early. Returns how many.

    One that is not ready for publishing any more loses its moment and becomes a task on the desk. Any other error
    postpones this article and no other; five errors park it, and that is a task as well.
    """
    due = Q(publish_at__lte=now) | Q(expire_at__lte=now, status=Article.Status.PUBLISHED)
    Article.objects.filter(due, next_try_at=None, parked_at=None).update(next_try_at=now)
    done: list[str] = []

    def handle(article) -> None:
        done.extend(carry_out(article, now))

    run_batch(Article.objects.select_related("scheduled"), handle, now=now)
    return len(done)


def carry_out(article: Article, now: datetime) -> list[str]:
    """The steps that were taken. Publishing comes first: after a long silence both moments may have passed."""
    done = []
    if article.publish_at and article.publish_at <= now and publish_planned(article, now):
        done.append("publish")
    if article.expire_at and article.expire_at <= now and expire(article, now):
        done.append("expire")
    return done


def publish_planned(article: Article, now: datetime) -> bool:
    revision = article.scheduled
    with transaction.atomic():
        # Whoever clears the moment has the work; everybody else updates no row.
        claimed = Article.objects.filter(pk=article.pk, publish_at=article.publish_at).update(
            publish_at=None, scheduled=None
        )
        if not claimed or revision is None:
            return False
        try:
            put_live(article, revision, now)
        except NotReady as error:
            Article.objects.filter(pk=article.pk).update(stopped_at=now, stopped_why=str(error))
            record(None, "could not publish article", article, str(error))
            return False
        record(None, "publish article", article, _("as planned"))
    return True


def expire(article: Article, now: datetime) -> bool:
    with transaction.atomic():
        mine = Article.objects.filter(pk=article.pk, status=Article.Status.PUBLISHED, expire_at=article.expire_at)
        changed = mine.update(
            status=Article.Status.WITHDRAWN,
            withdrawn_at=now,
            withdrawn_reason=article.expire_reason,
            replacement=None,
            expire_at=None,
            expire_reason="",
        )
        if changed:
            remove(ref_of(article))
            record(None, "expire article", article, article.expire_reason)
            forget_article(article)
    return bool(changed)


def forget_article(article: Article) -> None:
    forget(f"article:{article.pk}")
    forget_site()
