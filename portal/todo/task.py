from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    text: str
    address: str


@dataclass(frozen=True)
class Task:
    """One entry of the list: what, a line about it, where to do it, and its tone ("alarm", "due", "")."""

    name: str
    title: str
    detail: str = ""
    address: str = ""
    links: tuple[Link, ...] = ()
    tone: str = ""
