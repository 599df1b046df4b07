"""What is looked for in vain, for the editors, without anybody's data."""

import logging
from datetime import date

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils.crypto import salted_hmac

from search.models import Miss
from search.query import Query

log = logging.getLogger("search")

MOST = 5_000  # kept at a time; beyond that new ones are not counted
LONGEST = 60


def note(asked: Query, today: date) -> None:
    """Counts a search without a result, once a day. Its words become readable on the fifth different day; until then
    only a keyed hash is kept, so that what one person types is never stored. Never fails: the reader, who has her
    answer, is not refused because a full disk keeps us from counting."""
    words = " ".join(sorted(set(asked.words)))
    if not words or len(words) > LONGEST:
        return
    try:
        count(words, " ".join(asked.words), today)
    except (OperationalError, InterfaceError) as error:
        log.error("a search without a result was not counted: %s", type(error).__name__)


def count(words: str, as_typed: str, today: date) -> None:
    digest = salted_hmac("search.misses", words, algorithm="sha256").hexdigest()
    counted = Miss.objects.filter(digest=digest).exclude(last_day=today)
    if not counted.update(days=F("days") + 1, last_day=today):
        if not Miss.objects.filter(digest=digest).exists() and Miss.objects.count() < MOST:
            Miss.objects.bulk_create([Miss(digest=digest, last_day=today)], ignore_conflicts=True)
        return
    Miss.objects.filter(digest=digest, days__gte=Miss.DAYS_BEFORE_SHOWN, text="").update(text=as_typed)
