"""The sweeps that `run_due` and `worker` carry out. Apps register theirs in a module `due.py`, imported by
ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Sweep:
    name: str
    run: Callable[[datetime], int]
    every: timedelta = timedelta(0)


SWEEPS: dict[str, Sweep] = {}


def sweep(name: str, *, every: timedelta = timedelta(0)) -> Callable:
    """Registers a function (now) -> number of things done. It must be safe to run any number of times and
    on several machines at once. The worker leaves `every` between two runs, for work such as retention;
    `run_due` always runs it."""

    def register(function):
        known = SWEEPS.get(name)
        if known and known.run is not function:
            raise ValueError(f"two sweeps are called “{name}”")
        SWEEPS[name] = Sweep(name, function, every)
        return function

    return register
