"""Whether an article takes comments now. Asked when one is sent, so that no page from a cache decides it."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.reading import end_of
from clinic.hours import is_within, next_opening
from clinic.profile import get_profile


class Closed(models.TextChoices):
    NOT_FOUND = "not_found", _("There is no such article")
    WITHDRAWN = "withdrawn", _("This article has been withdrawn")
    SITE = "site", _("Comments are switched off on this site")
    ARTICLE = "article", _("Comments on this article are closed")
    HOURS = "hours", _("Comments are closed right now")


def why_closed(article: Article, now: datetime) -> Closed | None:
    """Why a comment sent at `now` is not taken; None when it is."""
    if not article.is_public:
        return Closed.NOT_FOUND
    profile = get_profile()
    if profile.comments_mode == "off" or profile.site_state == "setup":
        return Closed.SITE
    closing = closes_at(article)
    if not article.comments_open or (closing and now >= closing):
        return Closed.ARTICLE
    if profile.comments_mode == "staffed" and not is_within(profile.moderation_hours, timezone.localtime(now)):
        return Closed.HOURS
    return None


def why_no_form(article: Article, now: datetime) -> Closed | None:
    """Why the article's page has no form. Out of hours it has one, with the hours: the page is cached."""
    reason = why_closed(article, now)
    return None if reason == Closed.HOURS else reason


def closes_at(article: Article) -> datetime | None:
    """The moment comments close by themselves: when the day is over that staff have set."""
    return end_of(article.comments_close_on)


def next_reading(now: datetime) -> datetime | None:
    """When somebody next reads comments; None while somebody does, or when the hours never begin."""
    hours, local = get_profile().moderation_hours, timezone.localtime(now)
    return None if is_within(hours, local) else next_opening(hours, local)
