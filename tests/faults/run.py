"""`make test-faults`: brings each fault about, looks, and prints what was lost. Words choose some of them."""

import os
import sys
import time

from tests.faults import killing, suites
from tests.faults.table import FAULTS, draw, is_good, line
from tests.run import answers

ALL = (killing, suites)
SERVERS = {"postgresql": "TEST_DATABASE_URL", "redis": "TEST_REDIS_URL"}


def main() -> int:
    lines, failed = [], False
    begun = time.monotonic()
    for fault in FAULTS:
        if sys.argv[1:] and not any(word in fault.name for word in sys.argv[1:]):
            continue
        print(f"{fault.name} …", flush=True)
        missing = [SERVERS[need] for need in fault.needs.split() if not answers(os.environ.get(SERVERS[need], ""))]
        seen = None if missing else fault.run()
        why = f"left out: {' and '.join(missing)} names none that answers" if missing else "left out"
        lines.append(line(fault, seen, why))
        failed |= seen is not None and not is_good(seen)
        print("   " + " | ".join(lines[-1][1:]), flush=True)
    print(f"\n{draw(lines)}\n\n{len(lines)} faults in {(time.monotonic() - begun) / 60:.0f} minutes.")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
