"""One thing a screen saw in a text."""

from dataclasses import asdict, dataclass

HIGH = "high"
MEDIUM = "medium"
FAILED = "screen-failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit of one rule. `start` and `end` count code points of the text as it was sent, `end` exclusive.

    `kind` says what was found where a screen tells several things apart ("email", "child"); `tier` is "high" or
    "medium" where a screen grades, else empty. `rule` names the entry in rules/<screen>.toml, which holds the reason.
    """

    screen: str
    kind: str
    tier: str
    start: int
    end: int
    rule: str

    def as_dict(self) -> dict[str, str | int]:
        """The finding as written by `manage.py screen_comments`."""
        return asdict(self)
