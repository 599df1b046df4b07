"""What every screen must do, asked of one screen: its own examples, its aims, odd texts, long texts."""

from collections.abc import Callable, Iterable
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from comments.screening.finding import Finding
from comments.screening.folding import fold
from tests.growth import is_linear
from tests.screening_measure import Example, Share, load

Screen = Callable[..., list[Finding]]
PIECES = [
    "a",
    "1",
    "12 ",
    "oh one ",
    "jan 1 ",
    "www.",
    "a@",
    "dot ",
    "you are ",
    "your ",
    "we gave ",
    "ketamine ",
    "1 mg ",
]
ODD = st.text(max_size=60) | st.lists(st.sampled_from([*PIECES, "İ", "ﬀ", "０７", "\u200b", "\n", "🔥", "é"])).map(
    "".join
)


def measured(screen: Screen, examples: Iterable[Example]) -> tuple[Share, Share]:
    """(recall, share of clean texts flagged)."""
    flagged = [(bool(example.expect), bool(screen(example.text, fold(example.text)))) for example in examples]
    hits = [hit for expected, hit in flagged if expected]
    alarms = [hit for expected, hit in flagged if not expected]
    return Share(sum(hits), len(hits)), Share(sum(alarms), len(alarms))


def table(name: str, screen: Screen, sets: Iterable[str]) -> dict[str, tuple[Share, Share]]:
    """Prints and answers recall and false alarms: each half of the first set, then each later set."""
    parts = {f"{name} {half}": [e for e in load(name) if e.half == half] for half in ("develop", "check")}
    parts |= {later: load(later) for later in sets}
    out = {part: measured(screen, examples) for part, examples in parts.items()}
    for part, (recall, alarms) in out.items():
        print(f"{part:28} recall {recall}  false alarms {alarms}")
    return out


def missed(screen: Screen, name: str) -> list[str]:
    return [example.text for example in load(name) if example.expect and not screen(example.text, fold(example.text))]


def assert_any_text_is_answered(screen: Screen) -> None:
    """Never raises, and every span is within the text and not empty."""

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(ODD)
    def check(text: str) -> None:
        for finding in screen(text, fold(text)):
            assert 0 <= finding.start < finding.end <= len(text)

    check()


def assert_time_is_linear(screen: Screen) -> None:
    for piece in PIECES:
        assert is_linear(partial(_screening, screen, piece), 5000), f"{piece!r} takes longer and longer"


def _screening(screen: Screen, piece: str, length: int) -> Callable[[], object]:
    text = (piece * length)[:length]
    folded = fold(text)
    return lambda: screen(text, folded)
