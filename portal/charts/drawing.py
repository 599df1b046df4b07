"""A chart of bars: where each bar and word stands in its picture. Pure; templates/admin/_chart.html writes the SVG."""

from dataclasses import dataclass, field

WIDTH, ROW, BAR_TOP, BAR = 320, 40, 20, 8
LONGEST_LABEL = 36  # characters that fit beside the number


@dataclass(frozen=True)
class Bar:
    label: str
    number: int
    tone: str = ""  # "late": what somebody should look at; its label says why
    top: int = 0
    width: float = 0.0

    @property
    def short_label(self) -> str:
        return self.label if len(self.label) <= LONGEST_LABEL else f"{self.label[: LONGEST_LABEL - 1]}…"

    @property
    def text_top(self) -> int:
        return self.top + 14

    @property
    def bar_top(self) -> int:
        return self.top + BAR_TOP


@dataclass(frozen=True)
class Sign:
    """One part of the machine: whether it is well, in words."""

    label: str
    well: bool
    said: str


@dataclass(frozen=True)
class Chart:
    """`says` is the one sentence; without bars (nothing to count) it stands alone."""

    name: str
    title: str
    says: str
    head: str = ""  # of the table's first column
    bars: tuple[Bar, ...] = ()
    signs: tuple[Sign, ...] = field(default=())
    address: str = ""

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def laid_out(bars: list[tuple]) -> tuple[Bar, ...]:
    """Bars under each other, the longest over the whole width; none where all are nought."""
    most = max((bar[1] for bar in bars), default=0)
    if not most:
        return ()
    return tuple(
        Bar(str(label), number, *tone, top=place * ROW, width=round(WIDTH * number / most, 1))
        for place, (label, number, *tone) in enumerate(bars)
    )
