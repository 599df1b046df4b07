"""Doing what rows ask for: claimed with a lease, retried with backoff, parked after five tries."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import CharField, Count, F, Model, Q, QuerySet, Value

from jobs.models import Retryable

log = logging.getLogger("jobs")

# The wait after the first, second, … failed try; the fifth has none, it parks the row.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_TRIES = len(WAITS) + 1
PROCESS_DIED = "ProcessDied"

# Set when the process is told to stop: the row in hand is finished, no further one is claimed.
stopping = threading.Event()


def run_batch(
    queryset: QuerySet,
    handle: Callable[[Model], datetime | None],
    *,
    now: datetime,
    lease: timedelta = timedelta(minutes=2),
    limit: int = 50,
    budget: timedelta = timedelta(seconds=20),
) -> int:
    """Calls `handle(row)` for each row that is due and that nobody else holds; returns how many succeeded.

    A row is due when `next_try_at` has come. Success clears it (or, when `handle` returns a moment, sets it
    for then); an exception postpones it; five failures park it. `handle` must be safe to repeat: if the
    process is killed, the lease runs out and the row is done again. After `budget` no further row is begun,
    so that one slow kind of work does not keep the others waiting.
    """
    started = time.monotonic()
    done = 0
    for pk in queryset.filter(is_due(now)).order_by("next_try_at").values_list("pk", flat=True)[:limit]:
        moment = now + timedelta(seconds=time.monotonic() - started)
        if stopping.is_set() or moment - now > budget:
            break
        row = claim(queryset, pk, moment, lease)
        if row is not None:
            done += _attempt(row, handle, moment)
    return done


def claim(queryset: QuerySet, pk, moment: datetime, lease: timedelta) -> Retryable | None:
    """Takes one due row by a conditional update, which only one of several claimers can win; None for the
    others.

    The try is counted here and not at its failure, so that work which kills its process is parked as well.
    """
    # Not through the queryset: with a join in it the update would test a subquery, and two claimers could win.
    free = queryset.model._base_manager.filter(is_due(moment), pk=pk)
    if not free.update(leased_until=moment + lease, tries=F("tries") + 1):
        return None
    row = queryset.filter(pk=pk).first()
    if row is None:  # deleted, or no longer wanted by this queryset
        ours = queryset.model._base_manager.filter(pk=pk, leased_until=moment + lease)
        ours.update(leased_until=None, tries=F("tries") - 1)
        return None
    if row.tries > MOST_TRIES:
        _release(row, _held(row), next_try_at=None, parked_at=moment, last_error=PROCESS_DIED)
        log.error("parked %s", row._meta.label)
        return None
    return row


def try_again(queryset: QuerySet, now: datetime) -> int:
    """Gives parked rows five new tries, from now on; returns how many."""
    return queryset.filter(parked_at__isnull=False).update(
        parked_at=None, tries=0, leased_until=None, last_error="", next_try_at=now
    )


def try_once_more(queryset: QuerySet, now: datetime) -> int:
    """Gives parked rows one new try, which parks them again when it fails; returns how many."""
    return queryset.filter(parked_at__isnull=False).update(
        parked_at=None, tries=MOST_TRIES - 1, leased_until=None, next_try_at=now
    )


def retryable_models() -> list[type[Retryable]]:
    return [model for model in apps.get_models() if issubclass(model, Retryable)]


def parked() -> dict[type[Retryable], int]:
    """The kinds of work of which some were given up and wait for a person, and how many of each. One query."""
    kinds = {model._meta.label: model for model in retryable_models()}
    counts = [
        model._base_manager.filter(parked_at__isnull=False)
        .order_by()
        .annotate(model_label=Value(label, output_field=CharField()))
        .values("model_label")
        .annotate(number=Count("pk"))
        for label, model in kinds.items()
    ]
    rows = counts[0].union(*counts[1:], all=True) if counts else []
    return {kinds[row["model_label"]]: row["number"] for row in rows if row["number"]}


def parked_count() -> int:
    """How many pieces of work of any kind wait for a person."""
    return sum(parked().values())


def is_due(moment: datetime) -> Q:
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
    return free & Q(next_try_at__lte=moment, parked_at__isnull=True)


def _attempt(row: Retryable, handle, moment: datetime) -> bool:
    held = _held(row)  # read before the handler may change the row
    try:
        again_at = handle(row)
    except Exception as error:
        tries, kind = held["tries"], type(error).__name__[:100]
        log.warning("try %s of %s failed: %s", tries, row._meta.label, kind)
        if tries < MOST_TRIES:
            _release(row, held, next_try_at=moment + WAITS[tries - 1], last_error=kind)
        else:
            _release(row, held, next_try_at=None, parked_at=moment, last_error=kind)
        return False
    _release(row, held, next_try_at=again_at, tries=0, last_error="")
    return True


def _held(row: Retryable) -> dict:
    return {name: getattr(row, name) for name in ("pk", "leased_until", "next_try_at", "tries")}


def _release(row: Retryable, held: dict, **outcome) -> None:
    """Writes the outcome and gives the lease back, but only while it is still ours. When somebody asked for
    the row again in the meantime, that wish stands and the outcome is dropped."""
    ours = type(row)._base_manager.filter(pk=held["pk"], leased_until=held["leased_until"])
    if not ours.filter(next_try_at=held["next_try_at"]).update(leased_until=None, **outcome):
        ours.update(leased_until=None, tries=0)
