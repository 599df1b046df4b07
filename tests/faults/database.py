"""The servers behind the site are gone, silent, slow or talk nonsense; and they come back."""

import atexit
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.faults.proxy import Proxy
from tests.faults.site import ARTICLE, Crowd, Site, is_taken, post, prepare, read, site, text_of
from tests.faults.table import Seen, fault

STORED = (ARTICLE, "/", "/articles/", "/help-now/", "/faq/")
BROKEN = "tests.faults.broken_site:application"
LONGEST = 3.0  # seconds for which a worker may be held


@contextmanager
def server():
    parts = urlsplit(os.environ["TEST_DATABASE_URL"])
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        yield connection, parts


@cache
def prepared_database() -> str:
    """A database with the starter articles on the test server, made once a run and copied for each site."""
    name = f"faults_{os.getpid()}"
    with server() as (connection, parts):
        connection.execute(f'CREATE DATABASE "{name}"')
    atexit.register(drop, name)
    with site(DATABASE_URL=urlunsplit(parts._replace(path=f"/{name}"))) as place:
        prepare(place)
    return name


def drop(name: str) -> None:
    with server() as (connection, _parts):
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def database_behind_a_proxy():
    """A database of its own on the test server, and the address under which the site sees it."""
    name = f"faults_{os.getpid()}_{time.monotonic_ns()}"
    with server() as (connection, parts):
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{prepared_database()}"')
    try:
        with Proxy(parts.hostname, parts.port or 5432) as road:
            yield road, urlunsplit(parts._replace(netloc=through(parts, road.port), path=f"/{name}"))
    finally:
        drop(name)


def through(parts, port: int) -> str:
    who, at, _host = parts.netloc.rpartition("@")
    return f"{who}{at}127.0.0.1:{port}"


@contextmanager
def site_on_postgresql(target: str = "portal.wsgi:application", **environment: str):
    with database_behind_a_proxy() as (road, url), site(target, DATABASE_URL=url, **environment) as place:
        place.start()
        for path in STORED * 4:  # each process has seen them
            read(place.port, path)
        yield place, road


def uncached(number: int) -> str:
    return f"/search/?q=words{number}"


class Look:
    """Asks for stored pages and others, and posts, again and again; remembers statuses and seconds."""

    def __init__(self, place: Site, people: int = 6):
        self.place, self.people = place, people
        self.stored: list[tuple[int, float]] = []
        self.uncached: list[tuple[int, float, dict]] = []
        self.posts: list[tuple[int, float]] = []
        self.acknowledged: list[str] = []
        self.lost = 0
        self.unclear = 0  # refusals that do not say what has become of the words

    def for_seconds(self, seconds: float) -> "Look":
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(self.people) as pool:
            work = [pool.submit(self.person, number, until) for number in range(self.people)]
        for one in work:
            one.result()
        return self

    def person(self, number: int, until: float) -> None:
        while time.monotonic() < until:
            number += self.people
            self.stored.append(self.ask(STORED[number % len(STORED)])[:2])
            self.uncached.append(self.ask(uncached(number)))
            self.send(number)

    def ask(self, path: str) -> tuple[int, float, dict]:
        begun = time.monotonic()
        try:
            return read(self.place.port, path)
        except OSError:  # no answer within twenty seconds
            return 0, time.monotonic() - begun, {}

    def send(self, number: int) -> None:
        begun = time.monotonic()
        text = text_of(number)
        status, page = post(self.place.port, text, number)
        self.posts.append((status, time.monotonic() - begun))
        if is_taken(status, page):
            self.acknowledged.append(text)
        elif "Your words were not saved" not in page or text not in page:
            self.unclear += 1

    def longest(self) -> float:
        return max(one[1] for one in (*self.stored, *self.uncached, *self.posts))

    def stored_well(self) -> bool:
        return {status for status, _seconds in self.stored} == {200}

    def refused_well(self) -> bool:
        """Everything that needs the database is told to come back later, and words are given back."""
        return self.said_well() and {one[0] for one in (*self.uncached, *self.posts)} == {503}

    def said_well(self) -> bool:
        """Whatever was answered was a page or a refusal that says when to come back and gives the words back."""
        answers = (*self.uncached, *self.posts)
        retry = all(headers.get("retry-after") for status, _seconds, headers in self.uncached if status == 503)
        return retry and not self.unclear and {one[0] for one in answers} <= {200, 503}

    def statuses(self) -> str:
        kinds = {"stored": self.stored, "uncached": self.uncached, "posts": self.posts}
        return ", ".join(f"{name} {said(Counter(one[0] for one in seen))}" for name, seen in kinds.items())


def said(counts: Counter) -> str:
    return " and ".join(f"{number} × {status}" for status, number in sorted(counts.items()))


def seconds_until_well(place: Site, most: float = 30) -> float:
    """Until uncached pages and posts have worked ten times in a row, less those ten."""
    begun, good, since = time.monotonic(), 0, 0.0
    while good < 10 and time.monotonic() - begun < most:
        well = read(place.port, uncached(time.monotonic_ns()))[0] == 200
        well = well and is_taken(*post(place.port, text_of(good), time.monotonic_ns() % 60_000))
        since = since if well and good else time.monotonic() - begun
        good = good + 1 if well else 0
    return since if good == 10 else most


def while_broken(mood: str, seconds: float, target: str = "portal.wsgi:application") -> tuple[Look, float, int]:
    """What was seen while the database was in such a mood, the seconds until all was well, and what was lost."""
    environment = {"FAULT_CONTROL": target.partition("?")[2]} if "?" in target else {}
    with site_on_postgresql(target.partition("?")[0], **environment) as (place, road):
        with Crowd(place, people=2, start=30_000) as crowd:
            crowd.wait_for(5)
            road.break_down(mood)
            crowd.going = False
        look = Look(place).for_seconds(seconds)
        road.heal()
        back = seconds_until_well(place)
        kept = set(place.stored())
        return look, back, len({*crowd.acknowledged, *look.acknowledged} - kept)


@fault(
    "the database is gone for 60 s",
    "stored pages 200; the rest 503 with Retry-After within 2 s; back within 5 s",
    needs="postgresql",
)
def gone(seconds: float = 60) -> Seen:
    look, back, lost = while_broken("gone", seconds)
    control, _back, _lost = while_broken("gone", 3, f"{BROKEN}?database errors")
    wrong = sum(one[0] == 500 for one in control.uncached)
    return Seen(
        f"{len(look.stored) + len(look.uncached) + len(look.posts)} requests",
        f"{look.statuses()}; slowest {look.longest():.1f} s; back after {back:.1f} s; {lost} acknowledged lost",
        look.stored_well() and look.refused_well() and look.longest() <= 2 and back <= 5 and not lost,
        f"without the answer to database errors {wrong} of {len(control.uncached)} are 500",
        wrong > 0,
    )


def held(mood: str, seconds: float) -> Seen:
    look, back, lost = while_broken(mood, seconds)
    control, _back, _lost = while_broken(mood, 8, f"{BROKEN}?patience")
    return Seen(
        f"{len(look.stored) + len(look.uncached) + len(look.posts)} requests",
        f"{look.statuses()}; slowest {look.longest():.1f} s; back after {back:.1f} s; {lost} acknowledged lost",
        look.stored_well() and look.said_well() and look.longest() <= LONGEST and back <= 5 and not lost,
        f"without a limit to waiting the slowest took {control.longest():.0f} s",
        control.longest() > LONGEST,
    )


@fault("the database is silent", "no worker held longer than 3 s; back within 5 s", needs="postgresql")
def silent(seconds: float = 20) -> Seen:
    return held("silent", seconds)


@fault("the database is slow (a second for each answer)", "no worker held longer than 3 s", needs="postgresql")
def slow(seconds: float = 20) -> Seen:
    return held("slow", seconds)
