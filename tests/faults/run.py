"""`make test-faults`: brings each fault about, looks, and prints what was lost. Words choose some of them.

Ends with 1 when a bound was not held, a control was not seen, or a fault could not be brought about here: a table with
a gap proves nothing. Whoever cannot bring one about leaves it out by naming the others.
"""

import os
import sys
import time

from tests.faults import clock, database, disk, killing, locked, mail, restoring, shared_cache, suites, workers
from tests.faults.table import FAULTS, Fault, draw, is_good, line
from tests.run import answers

ALL = (database, locked, disk, killing, mail, shared_cache, workers, clock, restoring, suites)
SERVERS = {"postgresql": "TEST_DATABASE_URL", "redis": "TEST_REDIS_URL"}


def main() -> int:
    begun = time.monotonic()
    results = [bring_about(fault) for fault in FAULTS if is_wanted(fault.name, sys.argv[1:])]
    print(f"\n{draw([row for row, _good in results])}\n")
    print(f"{len(results)} faults in {(time.monotonic() - begun) / 60:.0f} minutes.")
    bad = [row[0] for row, good in results if not good]
    print(f"Not met: {'; '.join(bad)}." if bad else "All met." if results else "No fault has such a name.")
    return int(bool(bad) or not results)


def is_wanted(name: str, words: list[str]) -> bool:
    return not words or any(word in name for word in words)


def bring_about(fault: Fault) -> tuple[tuple[str, ...], bool]:
    """The line of the table, and whether it is as it should be."""
    print(f"{fault.name} …", flush=True)
    begun = time.monotonic()
    missing = [SERVERS[need] for need in fault.needs.split() if not answers(os.environ.get(SERVERS[need], ""))]
    why = f"NOT RUN: {' and '.join(missing)} names none that answers"
    try:
        seen = None if missing else fault.run()
        why = why if missing else "NOT RUN: cannot be brought about on this machine"
    except Exception as error:
        seen, why = None, f"NOT RUN: {type(error).__name__}: {' '.join(str(error).split())[-300:]}"
    row = line(fault, seen, why)
    print(f"   {' | '.join(row[1:])} ({time.monotonic() - begun:.0f} s)", flush=True)
    return row, seen is not None and is_good(seen)


if __name__ == "__main__":
    sys.exit(main())
