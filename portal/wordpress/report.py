"""What an import brings, leaves out and leaves to do, in words for whoever moves in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext as _


@dataclass
class Report:
    """Collects it. What is said of one post while `listening()` can be repeated by a later run."""

    PLACES: ClassVar[int] = 5  # of what is written down of one line: list, heading, what, how often, once for all

    came: Counter = field(default_factory=Counter)
    already: Counter = field(default_factory=Counter)
    # Heading: what, how often. Everything that the file held and the portal does not.
    lost: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    mend: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    findings: list[dict[str, Any]] = field(default_factory=list)
    screens: Counter = field(default_factory=Counter)
    dry_run: bool = False
    heard: list[list] | None = None
    used: set[str] = field(default_factory=set)  # files of the old library that some text shows, or should show

    def lose(self, heading: str, what: str = "", number: int = 1, *, once: bool = False) -> None:
        self.say("lost", heading, storable(what), number, once)

    def to_mend(self, heading: str, what: str, number: int = 1, *, once: bool = False) -> None:
        self.say("mend", heading, storable(what), number, once)

    def say(self, which: str, heading: str, what: str, number: int, once: bool) -> None:
        """`once`: it is one thing, however many posts have to do with it."""
        if which == "used":
            self.used.add(what)
            self.hear(which, heading, what, number, once)
            return
        counted = (self.lost if which == "lost" else self.mend)[heading]
        counted[what] = max(counted[what], number) if once else counted[what] + number
        self.hear(which, heading, what, number, once)

    def use(self, file: str) -> None:
        """A text shows this file of the old library, or it is named as missing."""
        self.say("used", "", storable(file), 1, True)

    def hear(self, *line) -> None:
        if self.heard is not None:
            self.heard.append(list(line))

    @contextmanager
    def listening(self) -> Iterator[list[list]]:
        """Gives a list of all that is said meanwhile, for `repeat`."""
        self.heard = heard = []
        try:
            yield heard
        finally:
            self.heard = None

    def repeat(self, heard: Iterable[list]) -> None:
        for line in heard:
            self.say(*line)

    def worklist(self) -> list[dict[str, Any]]:
        """Articles to rewrite, those with most findings first."""
        return sorted(self.findings, key=lambda row: (-row["blocking"], row["slug"]))

    def to_json(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            "came": dict(self.came),
            "already_here": dict(self.already),
            "not_carried_over": {heading: dict(what) for heading, what in sorted(self.lost.items())},
            "to_mend": {heading: dict(what) for heading, what in sorted(self.mend.items())},
            "comments_found_by_screens": dict(self.screens),
            "worklist": self.worklist(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Report":
        """The report that to_json has written down."""
        report = cls(
            came=Counter(stored["came"]),
            already=Counter(stored["already_here"]),
            findings=list(stored["worklist"]),
            screens=Counter(stored["comments_found_by_screens"]),
            dry_run=stored["dry_run"],
        )
        report.lost |= {heading: Counter(what) for heading, what in stored["not_carried_over"].items()}
        report.mend |= {heading: Counter(what) for heading, what in stored["to_mend"].items()}
        return report

    def lines(self) -> list[str]:
        """The report as text, whole: nothing that was left out is summed up without its name."""
        title = _("What would come (nothing has been stored)") if self.dry_run else _("What has come")
        found = [title, *(f"  {name}: {number}" for name, number in sorted(self.came.items()))]
        if self.already:
            found += [_("Here already, left as it is"), *(f"  {name}: {n}" for name, n in sorted(self.already.items()))]
        for title, groups in ((_("Not carried over"), self.lost), (_("To mend by hand"), self.mend)):
            if groups:
                found += ["", title]
            for heading, what in sorted(groups.items()):
                found += [f"  {heading}: {sum(what.values())}"]
                found += [
                    f"    {name}" + (f" ({number} times)" if number > 1 else "")
                    for name, number in sorted(what.items())
                    if name
                ]
        if self.screens:
            found += ["", _("Comments, by queue (all wait to be read)")]
            found += [f"  {queue}: {number}" for queue, number in sorted(self.screens.items())]
        if self.findings:
            found += ["", _("To rewrite, by number of findings that keep it from readers")]
            found += [
                f"  {row['blocking']:4}  {row['title']}  ({row['slug']}){claims_in(row)}" for row in self.worklist()
            ]
        return found


def storable(words: str) -> str:
    """Without what PostgreSQL does not store: an old address may hold it."""
    return words.replace("\x00", "")


def claims_in(row: dict[str, Any]) -> str:
    return "".join(f"\n        {quote}" for quote in row["claims"])
