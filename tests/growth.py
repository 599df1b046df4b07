"""Whether work takes longer and longer as its text grows."""

import gc
import time
from collections.abc import Callable

ATTEMPTS, TIMES, TIMES_SHORT = 5, 3, 6


def is_linear(prepare: Callable[[int], Callable[[], object]], length: int) -> bool:
    """Whether each doubling of the text, three times up to `length`, takes less than three times the processor's time.

    `prepare` is given a length and returns what to do, which may be done several times. Eight times the text tells more
    than twice: linear work takes 8 times as long, quadratic 64, and the bound of 27 lies as far from either. What is
    quadratic is so at every attempt; a neighbour on the machine is not.
    """
    prepare(length // 8)()
    gc.collect()  # of all tests before: it is not the work's, and takes a second
    return any(_growth(prepare, length) < 27 for _attempt in range(ATTEMPTS))


def _growth(prepare: Callable[[int], Callable[[], object]], length: int) -> float:
    """How many times as long the whole takes as its eighth.

    The eighth takes a millisecond, which one burst of a neighbour's doubles: then quadratic work looks linear. So it is
    taken many times, on either side of the whole.
    """
    before = _seconds(prepare(length // 8), TIMES_SHORT)
    whole = _seconds(prepare(length), TIMES)
    return whole / min(before, _seconds(prepare(length // 8), TIMES_SHORT))


def _seconds(work: Callable[[], object], times: int) -> float:
    """The least of several times, and nobody's garbage is collected meanwhile."""
    gc.disable()
    try:
        return min(_once(work) for _ in range(times))
    finally:
        gc.enable()


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
