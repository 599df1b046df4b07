"""Measures the screens on the quarter of kinds.jsonl that the weights have not learned from.

`python -m tests.kinds_measure` prints the table for docs/screening.md.
"""

from functools import cache

from comments.screening import SCREENS
from comments.screening.folding import fold
from comments.screening.rules import screen_by_rules
from tests.screening_measure import Share, load
from tests.train_together import KINDS, NEIGHBOURS, held_back


@cache
def measured(screen: str) -> tuple[Share, Share, Share, Share]:
    """Found by rules, found with the weights; the same of what is wrongly flagged."""
    found: dict[bool, list[tuple[bool, bool]]] = {True: [], False: []}
    for example in filter(held_back, load("kinds")):
        wanted = screen in example.expect
        if wanted or not NEIGHBOURS[screen].intersection(example.expect):
            folded = fold(example.text)
            by_rules = bool(screen_by_rules(screen, example.text, folded))
            found[wanted].append((by_rules, bool(SCREENS[screen](example.text, folded))))
    shares = [
        Share(sum(hit[at] for hit in found[wanted]), len(found[wanted])) for wanted in (True, False) for at in (0, 1)
    ]
    return shares[0], shares[1], shares[2], shares[3]


def table() -> str:
    rows = [
        "| screen | found by rules alone | found with the weights | wrongly flagged by rules | with the weights |",
        "|---|---|---|---|---|",
    ]
    return "\n".join(rows + [f"| {screen} | " + " | ".join(map(str, measured(screen))) + " |" for screen in KINDS])


if __name__ == "__main__":
    print(table())
