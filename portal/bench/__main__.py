"""`make bench`: builds sites, measures the production stack on them, prints a table and one JSON line."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from portal.bench import overload, readers, writers
from portal.bench.figures import Figure, as_json, growth, table
from portal.bench.sites import Site, sites

TOPIC = "safety"  # one of the starter's


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m portal.bench", description=__doc__)
    reader.add_argument("--quick", action="store_true", help="smaller sites and shorter runs, for a first look")
    reader.add_argument("--compare", type=Path, metavar="FILE", help="an earlier output; its figures stand beside")
    reader.add_argument("--only", metavar="SITE", help="such as sqlite-small; or both of a kind: sqlite")
    asked = reader.parse_args()
    load_before = os.getloadavg()
    say(f"Load of this machine: {load_before[0]:.2f} on {os.cpu_count()} cores")
    figures: list[Figure] = []
    for site in sites(asked.quick):
        if site.name.startswith(asked.only or ""):
            site.prepare(say)
            figures += measure(site, asked.quick)
    figures += growth(figures)
    print(table(figures, asked.compare))
    print(as_json(figures, asked.quick, load_before))
    return 1 if any(figure.met is False for figure in figures) else 0


def measure(site: Site, quick: bool) -> Iterator[Figure]:
    number, topic = 100 if quick else 200, TOPIC
    steps = (
        lambda: readers.cached(site, 2 if quick else 5, 1 if quick else 3),
        lambda: readers.fresh(site, number, topic),
        lambda: overload.overload(site, 10 if quick else 120, topic),
        lambda: readers.first_visit(site),
        lambda: writers.queries(site, topic),
        lambda: writers.staff(site, number // 4),
        lambda: writers.posting(site, 2 * number),
        lambda: writers.visible(site),
        lambda: readers.memory(site, 2_000 if quick else 10_000, topic),
    )
    for step in steps:
        began = time.monotonic()
        for figure in step():
            say(figure.row(None))
            yield figure
        say(f"… {time.monotonic() - began:.0f} s")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
