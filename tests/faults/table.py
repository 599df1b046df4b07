"""What a fault run has seen, and the table of all of them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Seen:
    """The outcome of one fault: how often it was tried, what was lost, and whether the bound held.

    `control` tells what happened with the protection taken away: the same look must then find a loss.
    """

    tries: str
    lost: str
    met: bool
    control: str
    control_seen: bool = True


@dataclass(frozen=True)
class Fault:
    name: str
    bound: str
    run: Callable[..., Seen]
    needs: str = ""  # "postgresql", "redis": not run, and the whole run not good, where there is none


FAULTS: list[Fault] = []


def fault(name: str, bound: str, needs: str = "") -> Callable:
    """Registers a function that brings the fault about and returns what it has Seen."""

    def register(run):
        FAULTS.append(Fault(name, bound, run, needs))
        return run

    return register


HEAD = ("fault", "tries", "lost", "bound", "negative control", "met")


def line(fault: Fault, seen: Seen | None, why: str = "") -> tuple[str, ...]:
    if seen is None:
        return (fault.name, "–", "–", fault.bound, "–", why)
    control = seen.control + ("" if seen.control_seen else " – NOT SEEN")
    return (fault.name, seen.tries, seen.lost, fault.bound, control, "yes" if is_good(seen) else "NO")


def is_good(seen: Seen) -> bool:
    return seen.met and seen.control_seen


def draw(lines: list[tuple[str, ...]]) -> str:
    """The lines under a head, as Markdown that can be read in a terminal as well."""
    rows = [HEAD, *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    drawn = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([drawn[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *drawn[1:]])
