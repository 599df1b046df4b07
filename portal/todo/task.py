from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    text: str
    address: str
    note: str = ""  # what somebody wrote about it


@dataclass(frozen=True)
class Task:
    """One entry of the list: what, a line about it, where to do it, and its tone ("alarm", "due", "")."""

    name: str
    title: str
    detail: str = ""
    address: str = ""
    links: tuple[Link, ...] = ()
    tone: str = ""
    in_hand: bool = False  # of an alarm: somebody looks after all of it


def pressing(task: Task) -> int:
    """The order of what may be about danger: what nobody looks after yet, what somebody does, the rest."""
    return 2 if task.tone != "alarm" else int(task.in_hand)
