"""Somebody holds SQLite's lock for writing and does not let go: a tool of the operator's, a disk that stands still."""

import sqlite3
from contextlib import closing

from tests.faults.database import BROKEN, LONGEST, STORED, Look, seconds_until_well, uncached
from tests.faults.site import Site, read, site
from tests.faults.table import Seen, fault


def while_locked(place: Site, seconds: float, people: int = 4) -> tuple[Look, float, int]:
    """What was seen meanwhile, the seconds until all was well again, and how many acknowledged posts were lost."""
    place.start()
    for number, path in enumerate(STORED * 4):  # each process has seen them, and has read its rules
        read(place.port, path)
        read(place.port, uncached(number))
    with closing(sqlite3.connect(place.folder / "portal.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        look = Look(place, people).for_seconds(seconds)
        holder.execute("ROLLBACK")
    back = seconds_until_well(place)
    kept = set(place.stored())
    place.stop()
    return look, back, len(set(look.acknowledged) - kept)


@fault("SQLite's lock is held by somebody", "readers 200, writers 503; no worker held longer than 3 s")
def locked(seconds: float = 15) -> Seen:
    with site() as place:
        look, back, lost = while_locked(place, seconds)
    with site(BROKEN, FAULT_CONTROL="patience of SQLite") as place:
        control, _back, _lost = while_locked(place, 6)
    reads = {one[0] for one in (*look.stored, *look.uncached)}
    return Seen(
        f"{len(look.stored) + len(look.uncached) + len(look.posts)} requests",
        f"{look.statuses()}; slowest {look.longest():.1f} s; back after {back:.1f} s; {lost} acknowledged lost",
        reads == {200} and {one[0] for one in look.posts} == {503} and look.longest() <= LONGEST and not lost
        and not look.unclear and back <= 5,
        f"with a patience of 5 s the slowest took {control.longest():.1f} s",
        control.longest() > LONGEST,
    )  # fmt: skip
