"""What one post's text needs of everything around it."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Surroundings:
    """What the posts around this one know: pictures by address or number, links to other posts, reused blocks."""

    picture: Callable[[str, int, str], tuple[str, str] | None] = lambda address, number, alt: None
    link: Callable[[str], str] = lambda address: address
    gallery: Callable[[str], list[int]] = lambda ids: []
    caption: Callable[[int], str] = lambda number: ""
    reused: dict[int, str] = field(default_factory=dict)
