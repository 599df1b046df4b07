"""Whether work takes longer and longer as its text grows."""

import gc
import time
from collections.abc import Callable

ATTEMPTS, TIMES = 5, 3


def is_linear(prepare: Callable[[int], Callable[[], object]], length: int) -> bool:
    """Whether each doubling of the text, three times up to `length`, takes less than three times the processor's time.

    `prepare` is given a length and returns what to do, which may be done several times. Eight times the text tells more
    than twice: linear work takes 8 times as long, quadratic 64, and the bound of 27 lies as far from either. What is
    quadratic is so at every attempt; a neighbour on the machine is not.
    """
    prepare(length // 8)()
    return any(_seconds(prepare(length)) < 27 * _seconds(prepare(length // 8)) for _attempt in range(ATTEMPTS))


def _seconds(work: Callable[[], object]) -> float:
    """The least of several times. A collection of everybody's garbage is not the work's."""
    gc.collect()
    gc.disable()
    try:
        return min(_once(work) for _ in range(TIMES))
    finally:
        gc.enable()


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
