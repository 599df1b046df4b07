"""The two steps of moving in, as the worker's process takes them: look through the export, then bring it in."""

import logging
import time
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.work import claim
from portal.arrival import files
from portal.models import Arrival
from portal.wordpress.importing import import_wordpress
from portal.wordpress.wxr import BadExport

log = logging.getLogger("portal.arrival")

LEASE = timedelta(minutes=10)  # renewed with the posts; the first look at the whole file has to fit in
BETWEEN = 1.0  # seconds between two notes of progress


class Stopped(Exception):
    """Somebody has pressed “Stop”."""


class TakenOver(Exception):
    """The lease ran out and another process has the row: this one must not write any more."""


def take_one() -> bool:
    """Takes a step that waits, if there is one that nobody else has. The post in hand is whole or not there at all."""
    now = timezone.now()
    waiting = Arrival.objects.filter(state__in=Arrival.WORKING, next_try_at__lte=now, parked_at=None)
    for pk in waiting.values_list("pk", flat=True):
        row = claim(Arrival.objects.all(), pk, now, LEASE)
        if row is not None:
            Step(row).run()
            return True
    return False


class Step:
    def __init__(self, row: Arrival):
        self.row, self.until = row, row.leased_until
        self.said = 0.0

    def run(self) -> None:
        try:
            self.finish(**self.outcome())
        except TakenOver:
            log.warning("moving in: another process goes on with it")
        except (KeyboardInterrupt, SystemExit):
            self.note(leased_until=None)  # whoever starts next goes on at once
            raise

    def outcome(self) -> dict:
        """Does the work; returns what to write down about its end."""
        looking = self.row.state == Arrival.State.LOOKING
        try:
            pictures = files.pictures_in(self.row.folder)
            export = files.export_in(self.row.folder)
            report = import_wordpress(export, media=pictures, dry_run=looking, say=self.say)
        except Stopped:
            return {"state": Arrival.State.STOPPED}
        except (BadExport, files.BadPictures) as error:
            return {"state": Arrival.State.BROKEN, "problem": str(error)}
        except (KeyboardInterrupt, SystemExit, TakenOver):
            raise
        except (InterfaceError, OperationalError):
            raise  # the database was locked or away for a moment: the lease runs out, and the next one goes on
        except Exception as error:
            log.exception("moving in stopped")
            words = _(
                "The program met an error of its own (%s). The post it was at is not stored; those before it are."
            )
            return {"state": Arrival.State.STOPPED, "problem": words % type(error).__name__}
        if looking:
            return {"state": Arrival.State.LOOKED, "report": report.to_json()}
        return {"state": Arrival.State.DONE, "outcome": report.to_json()}

    def finish(self, **ending) -> None:
        over = {"leased_until": None, "next_try_at": None, "tries": 0, "stop_wanted": False}
        is_over = ending["state"] in (Arrival.State.DONE, Arrival.State.BROKEN)
        self.note(**over, **ending, **({"folder": ""} if is_over else {}))
        if is_over:
            files.remove(self.row.folder)  # last: without them it could not be done again

    def say(self, done: int, of: int) -> None:
        if time.monotonic() - self.said < BETWEEN and done < of:
            return
        now = timezone.now()
        first = {} if self.said else {"began_at": now}
        self.said = time.monotonic()
        until = now + LEASE
        further = {"tries": 1} if done > self.row.done else {}  # only what has come further is no failure
        self.note(done=done, total=of, leased_until=until, **further, **first)
        self.until = until
        if Arrival.objects.filter(pk=self.row.pk, stop_wanted=True).exists():
            raise Stopped

    def note(self, **values) -> None:
        ours = Arrival.objects.filter(pk=self.row.pk, leased_until=self.until)
        if not ours.update(changed_at=timezone.now(), **values):
            raise TakenOver
