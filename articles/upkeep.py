"""The nightly run of all checks over everything live. What it finds becomes a task on the desk; nothing is unpublished,
and no badge moves, whatever the rules say by then.
"""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles import newer_data, outside_links
from articles.checking import check_article
from articles.content import Content
from articles.models import Article, LiveCheck

NIGHTLY = timedelta(hours=23)  # a little less than a day, so that a run that starts late does not skip a night
AT_ONCE = 200  # in one sweep, so that the others get their turn


def check_live(now: datetime) -> int:
    """Check the public articles whose last check is a day old, or was of another revision. Returns how many.

    An article whose check fails is tried again next time, and keeps no other from its turn; the error is raised then.
    """
    stale = Q(live_check=None) | Q(live_check__checked_at__lte=now - NIGHTLY) | ~Q(live_check__revision=F("live"))
    rows = Article.objects.published(now).filter(stale).select_related("live").order_by("live_check__checked_at", "pk")
    done, failed = 0, None
    for article in rows[:AT_ONCE]:
        try:
            check_one(article, now)
            done += 1
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed
    return done


def look_again(articles: QuerySet[Article]) -> None:
    """With the next sweep: something that these public pages rest on has changed."""
    LiveCheck.objects.filter(article__in=articles).update(checked_at=timezone.now() - NIGHTLY)


def check_one(article: Article, now: datetime) -> None:
    content = Content.from_json(article.live.content)
    found = check_article(article, content)
    blocking = sum(one.stops for one in found)
    links = outside_links.note_links(article)
    values = {
        "dead_links": links,
        "revision": article.live,
        "checked_at": now,
        "blocking": blocking,
        "advice": len(found) - blocking,
        "newer_data": newer_data.told(newer_data.newer_in_library(content)),
    }
    LiveCheck.objects.update_or_create(article=article, defaults=values)
