"""What is planned for a moment, while clocks jump, are set to summer time, stand still, and two schedulers look."""

import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from tests.faults.site import site
from tests.faults.table import Seen, fault
from tests.faults.workers import Nursery, move_clock, rows

ZONE = "America/New_York"
# As an editor writes them, and when that is: before and after clocks are set forward, and back, and others.
MOMENTS = (
    ("2027-01-20T12:00", "2027-01-20T17:00Z"),
    ("2027-03-14T01:59", "2027-03-14T06:59Z"),
    ("2027-03-14T03:00", "2027-03-14T07:00Z"),
    ("2027-06-01T00:00", "2027-06-01T04:00Z"),
    ("2027-06-01T00:00", "2027-06-01T04:00Z"),
    ("2027-11-07T00:59", "2027-11-07T04:59Z"),
    ("2027-11-07T02:00", "2027-11-07T07:00Z"),
    ("2027-12-31T23:59", "2028-01-01T04:59Z"),
)
DAY = 86_400
JUST_BEFORE = 45  # seconds; two looks take less

PLAN = """
from datetime import datetime
from django.forms.utils import from_current_timezone
from articles import publishing
from articles.steps import MACHINE
from tests.factories import make_article
for number, local in enumerate({moments}):
    article = make_article(publish=False, slug=f"planned-{{number}}")
    publishing.schedule(article, article.draft, from_current_timezone(datetime.fromisoformat(local)), MACHINE)
print(json.dumps(True))
"""
LIVE = "SELECT slug FROM articles_article WHERE slug LIKE 'planned-%' AND live_id IS NOT NULL"
TIMES = "SELECT count(*) FROM clinic_record WHERE action = 'publish article' AND note <> '' GROUP BY object_id"


@dataclass
class Schedulers:
    """Two workers with one moved clock, and what is public when they have looked."""

    nursery: Nursery
    due: dict[str, float]
    control: str = ""
    latest: float = 0  # how far their clock has been
    looks: int = 0
    early: int = 0
    late: int = 0

    def start(self) -> None:
        self.workers = [self.nursery.worker(FAULT_CONTROL=self.control) for _ in range(2)]

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()

    def look_at(self, moment: float) -> None:
        """Sets the clock, lets both look, and compares what is public with what has been due."""
        begun = time.time()
        move_clock(self.nursery.place, moment - begun)
        for worker in self.workers:
            worker.wait_for("rounds", 2)
        live, self.looks = {slug for (slug,) in rows(self.nursery.place, LIVE)}, self.looks + 1
        self.late += len(self.due_until(moment) - live)
        # Their clock goes on while they look.
        self.latest = max(self.latest, moment + time.time() - begun)
        self.early += len(live - self.due_until(self.latest))

    def due_until(self, moment: float) -> set[str]:
        return {slug for slug, due in self.due.items() if due <= moment}

    def go_through(self) -> None:
        """Before each moment, a day back, and after it; for every second one they do not run when it comes."""
        self.start()
        for number, due in enumerate(sorted(set(self.due.values()))):
            self.look_at(due - JUST_BEFORE)
            self.look_at(due - DAY)
            if number % 2:
                self.stop()
                move_clock(self.nursery.place, due + DAY / 2 - time.time())
                self.start()
                self.look_at(due + DAY / 2)
            else:
                self.look_at(due + 1)
        self.look_at(time.time())  # back by more than a year
        self.stop()

    def doubled(self) -> int:
        return sum(number - 1 for (number,) in rows(self.nursery.place, TIMES))


@contextmanager
def schedulers(moments: tuple, control: str = ""):
    with site(TIME_ZONE=ZONE) as place, Nursery(place) as nursery:
        place.ask(PLAN.format(moments=[local for local, _utc in moments]))
        due = {f"planned-{number}": datetime.fromisoformat(utc).timestamp() for number, (_, utc) in enumerate(moments)}
        yield Schedulers(nursery, due, control)


@fault(
    "clocks that jump or are set to summer time, two schedulers, nobody there when it is due",
    "published exactly once, never early",
)
def planned_moments() -> Seen:
    with schedulers(MOMENTS) as two:
        two.go_through()
        doubled = two.doubled()
    with schedulers(MOMENTS[:2], "moment") as hasty:
        hasty.go_through()
    with schedulers(MOMENTS[:1], "claim") as forgetful:
        forgetful.go_through()
        twice = forgetful.doubled()
    return Seen(
        f"{len(MOMENTS)} plans, {two.looks} looks",
        f"{two.early} early, {two.late} missed, {doubled} published again",
        not two.early and not two.late and not doubled,
        f"without looking at the moment {hasty.early} early; without taking the plan away {twice} published again",
        hasty.early > 0 and twice > 0,
    )
