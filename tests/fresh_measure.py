"""Measures the screens on texts that nothing was learned from: tests/data/unseen and tests/data/fresh.

`python -m tests.fresh_measure` prints the tables for docs/screening.md.
"""

import json
from functools import cache
from pathlib import Path

from comments.screening import SCREENS, STAFF_SCREENS
from comments.screening.folding import fold
from tests.screening_measure import DATA, Share, tier_of

# By set: what it is called in the docs, and of distress which kinds are told apart.
DISTRESS = {
    "unseen/distress": "26 November",
    "fresh/distress": "27 November",
    "fresh/distress_second": "27 November, worded to mislead",
    "fresh/distress_third": "28 November, first writer",
    "fresh/distress_fourth": "28 November, second writer",
    "fresh/distress_fifth": "28 November, third writer",
    "fresh/distress_sixth": "28 November, fourth writer",
    "fresh/distress_seventh": "28 November, fifth writer",
    "fresh/distress_eighth": "28 November, sixth writer",
    "fresh/distress_ninth": "28 November, seventh writer",
    "fresh/distress_tenth": "28 November, eighth writer",
    "fresh/distress_eleventh": "28 November, ninth writer",
    "fresh/distress_twelfth": "28 November, tenth writer",
    "fresh/distress_thirteenth": "28 November, eleventh writer, last",
}
STAFF = {
    name.replace("distress", "staff_reply"): said
    for name, said in DISTRESS.items()
    if Path(DATA, f"{name.replace('distress', 'staff_reply')}.jsonl").exists()
}
IDENTIFIERS = {
    "unseen/identifiers": "26 November",
    "fresh/identifiers": "27 November",
    "fresh/identifiers_second": "28 November, first writer",
    "fresh/identifiers_third": "28 November, third writer",
}
OTHERS = ("emergency", "side_effect", "safeguarding", "outcome", "dosing", "advice", "promotion", "spam", "abuse")
LATEST = ("fresh/others_third", "fresh/others_fourth")


@cache
def rows(name: str) -> tuple[dict, ...]:
    lines = Path(DATA, f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def tiers(name: str) -> tuple[tuple[str, str, str], ...]:
    """(what it should be: "high", "hint", "medium" or "", kind, what it is called)."""
    found = []
    for row in rows(name):
        wanted, kind = "".join(row["expect"]), row.get("kind", "")
        found.append(("hint" if (wanted, kind) == ("high", "hint") else wanted, kind, tier_of(row["text"])))
    return tuple(found)


def called(name: str, wanted: str, tier: str, kind: str = "") -> Share:
    """How many that should be `wanted` are called `tier` ("any": high or medium)."""
    chosen = [got for should, is_kind, got in tiers(name) if should == wanted and kind in ("", is_kind)]
    return Share(sum(bool(got) if tier == "any" else got == tier for got in chosen), len(chosen))


@cache
def flagged(screen: str, name: str) -> tuple[Share, Share]:
    """Found of what the screen should find; wrongly flagged of texts that no screen should find."""
    look = (SCREENS | STAFF_SCREENS)[screen]
    apart = "others" in name  # each screen has its own texts there
    seen: dict[bool, list[bool]] = {True: [], False: []}
    for row in rows(name):
        wanted = screen in row["expect"] if apart else bool(row["expect"])
        if wanted or not row["expect"]:
            seen[wanted].append(bool(look(row["text"], fold(row["text"]))))
    return Share(sum(seen[True]), len(seen[True])), Share(sum(seen[False]), len(seen[False]))


def distress_table() -> str:
    lines = [
        "| set | danger now, called high | flagged at all | hints, called high | past danger, flagged "
        "| harmless, called high | flagged at all |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, said in DISTRESS.items():
        shares = [("high", "high"), ("high", "any"), ("hint", "high"), ("medium", "any"), ("", "high"), ("", "any")]
        cells = [called(name, *share) for share in shares]
        lines.append(f"| {said} | " + " | ".join(str(cell) if cell.total else "–" for cell in cells) + " |")
    return "\n".join(lines)


def pairs_table(screen: str, names: dict[str, str]) -> str:
    lines = ["| set | found | wrongly flagged |", "|---|---|---|"]
    return "\n".join(
        lines + [f"| {said} | " + " | ".join(map(str, flagged(screen, name))) + " |" for name, said in names.items()]
    )


def others_table() -> str:
    lines = [
        "| screen | second writer: found | third writer: found | of both, harmless texts flagged |",
        "|---|---|---|---|",
    ]
    for screen in OTHERS:
        (one, clean), (two, also) = (flagged(screen, name) for name in LATEST)
        wrongly = Share(clean.hits + also.hits, clean.total + also.total)
        lines.append(f"| {screen} | {one} | {two} | {wrongly} |")
    return "\n".join(lines)


def staff_table() -> str:
    return pairs_table("staff_reply", STAFF)


def identifiers_table() -> str:
    return pairs_table("identifiers", IDENTIFIERS)


TABLES = (distress_table, staff_table, identifiers_table, others_table)

if __name__ == "__main__":
    print("\n\n".join(table() for table in TABLES))
