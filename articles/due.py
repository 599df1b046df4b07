"""What the worker does for articles: planned publications and renditions."""

import time
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from articles import (
    asking,
    autosaving,
    duplicates,
    findable,
    images,
    outside_links,
    planning,
    publishing,
    review_dates,
    share_pictures,
    upkeep,
)
from articles.models import Article, FormerTopic, Image, SharePicture
from jobs.progress import line, show
from jobs.registry import sweep
from jobs.work import run_batch


@sweep("articles.publish")
def do_planned(now: datetime) -> int:
    return planning.do_due(now)


@sweep("articles.search", every=timedelta(hours=1))
def mend_the_index(now: datetime) -> int:
    return findable.index_what_differs()


@sweep("articles.renditions")
def make_waiting_renditions(now: datetime) -> int:
    """A few with each sweep. While more wait, owners see on the desk how many, and how long it takes."""
    began = time.monotonic()
    done = run_batch(Image.objects.all(), make_renditions, now=now, limit=5)
    if done and (waiting := waiting_for_renditions()):
        rate = done / max(time.monotonic() - began, 0.001)
        show("make_renditions", line(_("pictures that wait for their sizes"), waiting, 0, rate))
    return done


def waiting_for_renditions() -> int:
    return Image.objects.filter(next_try_at__isnull=False, parked_at=None).count()


def make_renditions(image: Image) -> None:
    """Make the files, then show them on every live page that uses the picture."""
    images.make_renditions(image)
    for article in Article.objects.filter(images=image, live__isnull=False):
        publishing.refresh_projection(article)


@sweep("articles.merged topics")
def show_merged_topics(now: datetime) -> int:
    return run_batch(FormerTopic.objects.select_related("topic"), duplicates.refresh_pages, now=now)


@sweep("articles.share pictures")
def make_share_pictures(now: datetime) -> int:
    return run_batch(SharePicture.objects.all(), make_share_picture, now=now, limit=5)


def make_share_picture(row: SharePicture) -> None:
    """Draw it, then name it on the article's page."""
    share_pictures.make(row)
    # What was taken down must not come back into the search.
    for article in Article.objects.published().filter(pk=row.article_id):
        publishing.refresh_projection(article)


@sweep("articles.missing share pictures", every=timedelta(minutes=10))
def ask_for_missing_share_pictures(now: datetime) -> int:
    missing = share_pictures.without(now)
    for article in missing:
        publishing.refresh_projection(article)
    return len(missing)


sweep("articles.ask clinicians", every=timedelta(minutes=10))(asking.mail_due)
sweep("articles.old sign-off links", every=timedelta(hours=6))(asking.delete_old_links)
sweep("articles.look at outside links", every=timedelta(minutes=10))(outside_links.look)
sweep("articles.check what is live", every=timedelta(minutes=10))(upkeep.check_live)
sweep("articles.remind of reviews", every=timedelta(minutes=30))(review_dates.remind)


@sweep("articles.unsaved", every=timedelta(hours=6))
def forget_unsaved(now: datetime) -> int:
    return autosaving.forget_old(now)
