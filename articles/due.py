"""What the worker does for articles: planned publications and renditions."""

from datetime import datetime, timedelta

from articles import autosaving, findable, images, planning, publishing
from articles.models import Article, Image
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
    return run_batch(Image.objects.all(), make_renditions, now=now, limit=5)


def make_renditions(image: Image) -> None:
    """Make the files, then show them on every live page that uses the picture."""
    images.make_renditions(image)
    for article in Article.objects.filter(images=image, live__isnull=False):
        publishing.refresh_projection(article)


@sweep("articles.unsaved", every=timedelta(hours=6))
def forget_unsaved(now: datetime) -> int:
    return autosaving.forget_old(now)
