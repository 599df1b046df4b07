"""The worker is killed in the middle of its work, again and again, some of it deadly by itself.

What it may do twice is publishing; a notice to a writer cannot double, its key in the outbox is unique, so of those we
look at whether one is missing.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.site import Site, site
from tests.faults.table import Seen, fault
from tests.nginx_site import ROOT

ABOVE_THE_LEASE = 180  # seconds; what a dead worker held is taken again after two minutes

POISON = "planned-0"

MAKE_WORK = """
from datetime import timedelta
from django.utils import timezone
from articles import publishing
from articles.models import Article
from articles.steps import MACHINE
from comments.models import Status
from tests.comment_factories import make_comment
from tests.factories import make_article
soon, there = timezone.now() + timedelta(minutes=2), Article.objects.published().first()
for number in range({number}):
    article = make_article(publish=False, slug=f"planned-{{number}}")
    publishing.schedule(article, article.draft, soon, MACHINE)
    person = {{"email": f"owl{{number}}@example.org", "email_confirmed_at": timezone.now()}}
    if number < {people}:
        make_comment(article=there, status=Status.APPROVED, **person)
print(json.dumps(True))
"""

PUBLISHED = """
SELECT articles_article.slug, live_id IS NOT NULL, count(clinic_record.id), parked_at IS NOT NULL
FROM articles_article LEFT JOIN clinic_record ON object_type = 'articles.Article'
    AND object_id = CAST(articles_article.id AS TEXT) AND action = 'publish article' AND clinic_record.note <> ''
WHERE articles_article.slug LIKE 'planned-%' GROUP BY articles_article.id
"""
TOLD = """
SELECT comments_comment.id, count(jobs_outboxmail.id)
FROM comments_comment LEFT JOIN jobs_outboxmail ON dedupe_key LIKE 'comments.writer:' || comments_comment.id || ':%'
WHERE email LIKE 'owl%' GROUP BY comments_comment.id
"""
WAITING = """
SELECT (SELECT count(*) FROM articles_article WHERE publish_at IS NOT NULL AND parked_at IS NULL)
    + (SELECT count(*) FROM comments_comment WHERE email LIKE 'owl%' AND noticed_at IS NULL)
"""


class Nursery:
    """Where the workers of a site come from: a process that has loaded everything, and is copied for each."""

    def __init__(self, place: Site):
        self.place = place

    def __enter__(self) -> "Nursery":
        command, pipe = [sys.executable, "-m", "tests.faults.strange_worker"], subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.place.environment, stderr=self.place.log(), stdin=pipe, stdout=pipe, text=True,
            start_new_session=True,
        )  # fmt: skip
        return self

    def __exit__(self, *error):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def worker(self, **environment: str) -> "Worker":
        self.process.stdin.write(json.dumps(environment) + "\n")
        self.process.stdin.flush()
        return Worker(self.place, int(self.process.stdout.readline()))


@dataclass
class Worker:
    """A process of strange_worker.py."""

    place: Site
    number: int

    def is_alive(self) -> bool:
        crash = self.place.folder / "crashed"
        assert not crash.exists(), crash.read_text()
        return Path(f"/proc/{self.number}").exists()

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def stop(self) -> None:
        self.end(signal.SIGTERM)

    def end(self, how: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.number, how)
        until = time.monotonic() + 60
        while self.is_alive():
            assert time.monotonic() < until, "the worker does not end"
            time.sleep(0.01)

    def lines(self, name: str) -> int:
        """How many lines it has written into one of its files."""
        file = self.place.folder / name
        return file.read_text().split().count(str(self.number)) if file.exists() else 0

    def wait_for(self, name: str, number: int, seconds: float = 90) -> None:
        """Until it has written so many more, or is dead."""
        wanted, until = self.lines(name) + number, time.monotonic() + seconds
        while self.lines(name) < wanted and self.is_alive():
            assert time.monotonic() < until, "the worker does nothing"
            time.sleep(0.005)


def move_clock(place: Site, seconds: float) -> None:
    file = place.folder / "clock.new"
    file.write_text(str(seconds))
    file.replace(place.folder / "clock")


def rows(place: Site, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(place.folder / "portal.sqlite3", timeout=30)) as database:
        return database.execute(sql).fetchall()


@dataclass
class Done:
    """What the killed workers have left behind."""

    tasks: int
    kills: int
    missing: int
    doubled: int
    parked: int

    def is_whole(self) -> bool:
        return not self.missing and not self.doubled


def kill_in_the_middle(times: int, articles: int, people: int, slow: float = 0.01, **environment: str) -> Done:
    """Gives a worker so many articles to publish and people to tell, and kills it so often while it does."""
    with site() as place, Nursery(place) as nursery:
        place.ask(MAKE_WORK.format(number=articles, people=people))
        for kills in range(times):
            move_clock(place, ABOVE_THE_LEASE * (kills + 1))
            worker = nursery.worker(SLOW=str(slow), **environment)
            worker.wait_for("begun", place.numbers.randint(2, 5))
            time.sleep(place.numbers.random() * slow * 10)
            worker.kill()
        finish(place, nursery, times + 1, environment)
        return count(rows(place, PUBLISHED), rows(place, TOLD), times)


def finish(place: Site, nursery: Nursery, starts: int, environment: dict[str, str]) -> None:
    """Lets a worker do what is left; one that dies of the poison is started again."""
    worker, until = None, time.monotonic() + 120
    while rows(place, WAITING)[0][0] and time.monotonic() < until:
        if worker is None or not worker.is_alive():
            move_clock(place, ABOVE_THE_LEASE * starts)
            worker, starts = nursery.worker(**environment), starts + 1
        time.sleep(0.1)
    if worker:
        worker.stop()


def count(articles: list[tuple], people: list[tuple], kills: int) -> Done:
    wanted = [(slug, live and records, records) for slug, live, records, parked in articles if not parked]
    wanted += [(number, mails, mails) for number, mails in people]
    return Done(
        tasks=len(articles) + len(people),
        kills=kills,
        missing=sum(not done for _name, done, _effects in wanted),
        doubled=sum(effects > 1 for _name, _done, effects in wanted),
        parked=sum(parked for *_others, parked in articles),
    )


@fault(
    "the worker is killed in mid-task, 30 times, 5 of them by a poisonous task",
    "each task done, its effect once; the poison is parked",
)
def killed_in_the_middle(times: int = 30) -> Seen:
    done = kill_in_the_middle(times, articles=2 * times, people=2 * times, POISON=POISON)
    control = kill_in_the_middle(6, articles=24, people=0, slow=0.05, FAULT_CONTROL="transaction")
    return Seen(
        f"{done.kills} kills, {done.tasks} tasks",
        f"{done.missing} not done, {done.doubled} done twice; {done.parked} parked",
        done.is_whole() and done.parked == 1,
        f"without a transaction {control.missing} of {control.tasks} are never done",
        control.missing > 0,
    )
