"""Whether an article takes comments now. Asked when one is sent, so that no page from a cache decides it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.reading import end_of
from clinic.holidays import Closing, to_show
from clinic.hours import is_within, next_opening
from clinic.profile import get_profile
from comments.screening.languages import can_screen


class Closed(models.TextChoices):
    NOT_FOUND = "not_found", _("There is no such article")
    COMMENT = "comment", _("This comment is not here any more")
    WITHDRAWN = "withdrawn", _("This article has been withdrawn")
    SITE = "site", _("Comments are switched off on this site")
    ARTICLE = "article", _("Comments on this article are closed")
    HOURS = "hours", _("Comments are closed right now")
    AWAY = "away", _("Comments are paused")


@dataclass(frozen=True)
class Away:
    """The clinic is not there: its last day away, the moment that ends it, and when comments are next read."""

    last_day: date
    ends: datetime
    reading: datetime | None
    pauses: bool


def away_at(now: datetime) -> Away | None:
    """What holds while the clinic is away; None when it is not, or not any more."""
    profile = get_profile()
    ends = end_of(profile.last_day_away)
    if ends is None or now >= ends:
        return None
    hours = profile.moderation_hours
    reading = ends if is_within(hours, ends, profile.closed) else next_opening(hours, ends, profile.closed)
    return Away(profile.last_day_away, ends, reading, profile.away_comments == "pause")


def why_closed(article: Article, now: datetime) -> Closed | None:
    """Why a comment sent at `now` is not taken; None when it is."""
    if not article.is_public:
        return Closed.NOT_FOUND
    if not can_screen(article.language):
        return Closed.ARTICLE
    profile = get_profile()
    if profile.comments_mode == "off" or profile.site_state == "setup":
        return Closed.SITE
    closing = closes_at(article)
    if not article.comments_open or (closing and now >= closing):
        return Closed.ARTICLE
    if (away := away_at(now)) and away.pauses:
        return Closed.AWAY
    if profile.comments_mode == "staffed" and not _in_hours(now):
        return Closed.HOURS
    return None


def why_no_form(article: Article, now: datetime) -> Closed | None:
    """Why the article's page has no form. Out of hours it has one, with the hours: the page is cached."""
    reason = why_closed(article, now)
    return None if reason == Closed.HOURS else reason


def closes_at(article: Article) -> datetime | None:
    """The moment comments close by themselves: when the day is over that staff have set."""
    return end_of(article.comments_close_on)


def changes_at(article: Article, now: datetime) -> tuple[datetime, ...]:
    """The moments at which the clock changes what a page says about sending comments: a cached copy ends there."""
    return tuple(moment for moment in (closes_at(article), *times_change_at(now)) if moment and moment > now)


def times_change_at(now: datetime) -> tuple[datetime, ...]:
    """The moments at which the clock changes what any page says about the times: the end of being away, closed days."""
    away, closings_end = away_at(now), closings_to_show(now)[1]
    return tuple(moment for moment in (away.ends if away else None, closings_end) if moment)


def closings_to_show(now: datetime) -> tuple[tuple[Closing, ...], datetime | None]:
    """Closed days that readers are told of, today's included, and the moment at which that changes."""
    closings, day = to_show(get_profile().closed, timezone.localdate(now))
    return closings, end_of(day - timedelta(days=1)) if day else None


def somebody_reads(now: datetime) -> bool:
    """Whether comments are read at this moment."""
    return away_at(now) is None and _in_hours(now)


def clinic_is_open(now: datetime) -> bool:
    """Whether somebody takes the clinic's phone at this moment."""
    profile = get_profile()
    return away_at(now) is None and is_within(profile.opening_hours, timezone.localtime(now), profile.closed)


def _in_hours(now: datetime) -> bool:
    profile = get_profile()
    return is_within(profile.moderation_hours, timezone.localtime(now), profile.closed)


def next_reading(now: datetime) -> datetime | None:
    """When somebody next reads comments; None while somebody does, or when the hours never begin."""
    if away := away_at(now):
        return away.reading
    profile = get_profile()
    return None if _in_hours(now) else next_opening(profile.moderation_hours, timezone.localtime(now), profile.closed)
