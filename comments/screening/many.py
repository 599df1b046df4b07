"""Many texts, on all processors of the machine: a file of old comments is read in half the time on two of them."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from comments.screening import screen_text, warm_up
from comments.screening.finding import Finding

ALONE = 64  # texts answered one by one before it pays to start other processes
AT_ONCE = 64  # texts handed over together: handing over costs as much as reading one of them
WAITING = 4  # of these for every process, so that a file of any length needs the same memory


def screen_many(texts: Iterable[str], *, staff: bool = False) -> Iterator[list[Finding]]:
    """`screen_text` of each text, in the order of `texts`, which may be without end and are asked for as needed."""
    texts = iter(texts)
    for text in islice(texts, ALONE):
        yield screen_text(text, staff=staff)
    processes = processors()
    first = list(islice(texts, AT_ONCE))
    if processes < 2 or len(first) < AT_ONCE:
        yield from _screened(first, staff)
        yield from (screen_text(text, staff=staff) for text in texts)
    else:
        yield from _together(first, texts, staff, processes)


def processors() -> int:
    """How many processes may run at once; 1 where a process cannot be split in two (Windows)."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _together(first: list[str], texts: Iterator[str], staff: bool, processes: int) -> Iterator[list[Finding]]:
    warm_up()  # once, before the process is split: the others then have it all
    waiting: deque[Future[list[list[Finding]]]] = deque()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        batch = first
        while batch or waiting:
            if batch:
                waiting.append(pool.submit(_screened, batch, staff))
            if not batch or len(waiting) >= WAITING * processes:
                yield from waiting.popleft().result()
            batch = list(islice(texts, AT_ONCE))


def _screened(texts: list[str], staff: bool) -> list[list[Finding]]:
    return [screen_text(text, staff=staff) for text in texts]
