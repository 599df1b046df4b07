"""What a check reports."""

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to look at, where it stands, why, and how to mend it.

    `start` and `end` (exclusive) count code points of the field's plain text (`passages.read`); both are 0 where a
    whole field is meant. `quote` is that stretch of text. Only a blocking finding keeps an article from publication.
    """

    field: str
    start: int
    end: int
    check: str
    blocking: bool
    message: str
    fix: str
    quote: str = ""

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)
