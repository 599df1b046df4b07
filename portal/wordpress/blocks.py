"""Blocks that several posts of the old site share: which of them some post shows, and which none."""

import json
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.wordpress.entries import Item
from portal.wordpress.report import Report
from portal.wordpress.tree import parse

REUSED = re.compile(r'<!--\s{1,9}wp:block\s{1,9}\{"ref":\s?(\d{1,18})[^{}]{0,200}\}\s{0,9}/-->')

STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+"')


@dataclass
class Blocks:
    titles: dict[int, str] = field(default_factory=dict)
    inside: dict[int, set[int]] = field(default_factory=dict)
    shown: set[int] = field(default_factory=set)

    def learn(self, item: Item) -> None:
        self.titles[item.number] = " ".join(parse(item.title).words().split())
        self.inside[item.number] = numbers_in(item.body)

    def ask(self, body: str) -> None:
        """A post that comes shows these."""
        self.shown |= numbers_in(body)

    def name_unused(self, report: Report) -> None:
        known, fresh = set(self.shown), self.shown
        while fresh := {inner for number in fresh for inner in self.inside.get(number, ())} - known:
            known |= fresh
        for number, title in self.titles.items():
            if number not in known:
                report.lose(_("Shared blocks that no post shows"), f"{title[:100] or '–'} ({number})")


def kept_words(settings: str) -> str:
    """The sentences among a block's settings, for the report: blocks of plugins keep their words there."""
    words = [parse(json.loads(one)).words() for one in STRING.findall(settings) if " " in one]
    found = [one for one in words if " " in one]
    return f" (“{'”, “'.join(found)}”)" if found else ""


def numbers_in(body: str) -> set[int]:
    return {int(number) for number in REUSED.findall(body)}
