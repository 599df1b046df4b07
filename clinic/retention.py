"""How long words are kept: at most as the table says, which is what every reader is promised, or shorter.

A clinic's own times are lines of text in its profile: "spam 3". When a time is made longer again, what was sent before
goes by the one its writer was told: "spam 3 2026-11-27T10:00:00+00:00" holds for what was sent until then.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Period:
    """What is kept, and the days: `most` is the promise (safety.md, section 3), `least` what the desk needs."""

    key: str
    what: str | Promise
    most: int
    least: int
    why: str | Promise  # not shorter


TABLE = (
    Period(
        "waiting",
        gettext_lazy("A comment that waits for a decision"),
        90,
        14,
        gettext_lazy("Nobody’s words should go unread because a colleague was ill."),
    ),
    Period(
        "rejected",
        gettext_lazy("A comment that we did not publish"),
        30,
        7,
        gettext_lazy("Its writer reads the reason on her private page, and you look back at rejections."),
    ),
    Period("spam", gettext_lazy("Spam"), 7, 1, gettext_lazy("A slip of the hand can be taken back that long.")),
    Period(
        "withdrawn",
        gettext_lazy("A comment that was taken back"),
        7,
        1,
        gettext_lazy("Times are counted in whole days."),
    ),
    Period(
        "closed",
        gettext_lazy("A message from somebody in distress, after our team has dealt with it"),
        90,
        30,
        gettext_lazy("Colleagues may have to look up what was done."),
    ),
    Period(
        "email",
        gettext_lazy("An e-mail address given with a comment that nobody confirms"),
        2,
        1,
        gettext_lazy("The mail with the link needs time to arrive, and to be read."),
    ),
    Period(
        "confirmed",
        gettext_lazy("A confirmed e-mail address, after the last mail to it"),
        30,
        1,
        gettext_lazy("A reply to a published comment may be worth a second mail."),
    ),
    Period(
        "report",
        gettext_lazy("A report about a comment, after our team has dealt with it or, unless urgent, after it came"),
        90,
        14,
        gettext_lazy("Nobody’s report should go unread because a colleague was ill."),
    ),
    Period(
        "feedback",
        gettext_lazy("What you tell us about a page"),
        90,
        14,
        gettext_lazy("It should not go unread because a colleague was ill."),
    ),
)
BY_KEY = {period.key: period for period in TABLE}


@dataclass(frozen=True)
class Before:
    """A shorter time that was promised to whoever sent something until then."""

    key: str
    days: int
    until: datetime


@dataclass(frozen=True)
class Kept:
    """The times of one clinic. What it does not name is kept as long as the table says."""

    own: dict[str, int] = field(default_factory=dict)
    before: tuple[Before, ...] = ()

    def days(self, key: str, sent: datetime | None = None) -> int:
        """For what is sent now, or for what was sent then."""
        days = self.own.get(key, BY_KEY[key].most)
        if sent is None:
            return days
        return min([days, *(one.days for one in self.earlier(key) if sent < one.until)])

    @property
    def now(self) -> dict[str, int]:
        return {key: self.days(key) for key in BY_KEY}

    def time(self, key: str) -> timedelta:
        return timedelta(days=self.days(key))

    def earlier(self, key: str) -> list[Before]:
        return [one for one in self.before if one.key == key]

    def changed(self, wanted: dict[str, int], now: datetime) -> "Kept":
        """These times from now on. What was sent until now keeps the shorter one, wherever `wanted` is longer."""
        before = [one for one in self.before if one.days < wanted.get(one.key, self.days(one.key))]
        for key, days in wanted.items():
            if days > (old := self.days(key)):
                before = [one for one in before if one.key != key or one.days < old]
                before.append(Before(key, old, now))
        own = {key: days for key, days in (self.now | wanted).items() if days != BY_KEY[key].most}
        return Kept(own, tuple(before))


def read_kept(text: str) -> Kept:
    """The times as stored. Raises ValidationError with the line that is none.

    A number that is out of bounds counts as the bound: neither a file nor an import may break a promise. What no table
    knows any more is left out.
    """
    own, before = {}, []
    for line in text.splitlines():
        words = line.split()
        try:
            key, days, *until = words
            number, moments = int(days), [_moment(one) for one in until]
        except ValueError as error:
            raise ValidationError(_("This is not a time to keep: “%(line)s”."), params={"line": line[:80]}) from error
        if key not in BY_KEY:
            continue
        number = min(max(number, BY_KEY[key].least), BY_KEY[key].most)
        if moments:
            before.append(Before(key, number, moments[0]))
        else:
            own[key] = number
    return Kept(own, tuple(before))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("without a time zone it is no moment")
    return moment


def write_kept(kept: Kept) -> str:
    lines = [f"{key} {days}" for key, days in kept.own.items()]
    return "\n".join([*lines, *(f"{one.key} {one.days} {one.until.isoformat()}" for one in kept.before)])


def validate_kept(text: str) -> None:
    read_kept(text)
