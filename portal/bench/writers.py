"""What costs more than reading: sending a comment, the staff's pages, and how soon a decision is seen."""

import json
from collections.abc import Iterator
from itertools import count, islice
from random import Random
from urllib.parse import urlencode

from portal.bench.figures import Figure
from portal.bench.load import Request, drive
from portal.bench.readers import ARTICLE, PAGES, costs
from portal.bench.sites import Site
from portal.bench.stack import Server, run_python

INSIDE = ("-c", "import django; django.setup(); from portal.bench import inside; inside.main()")
STAFF = {
    "desk": "/admin/",
    "comments waiting": "/admin/comments/comment/",
    "articles": "/admin/articles/article/",
    "sources": "/admin/articles/source/",
    "outgoing mail": "/admin/jobs/outboxmail/",
    "record": "/admin/clinic/record/",
}
MOST_QUERIES = {"article, 50 comments": 8, "further comments": 8, "questions": 0}
LIST_QUERIES, STAFF_QUERIES = 6, 15
WORDS = "Thank you for this page, it answered what I wanted to know about the first visit. Number {}."


def posting(site: Site, number: int) -> Iterator[Figure]:
    """Eight writers, each comment from a network of its own: the limits are for one network."""
    with Server(site.environment) as server:
        drive(server.port, islice(letters(), 40), 8)
        load, cpu = costs(server, lambda: drive(server.port, islice(letters(), number), 8))
    wrong = load.errors + sum(times for status, times in load.statuses.items() if status != 200)
    yield Figure(site.name, "comments taken, 8 writers", load.statuses[200] / load.seconds, "a second", ">= 100")
    yield Figure(site.name, "comments: processor for each", cpu, "ms", "<= 12")
    yield Figure(site.name, "comments not taken", wrong, "", "<= 0")
    yield Figure(site.name, "comments: 95 of 100 within", load.p95, "ms")


def letters() -> Iterator[Request]:
    chance = Random()  # noqa: S311  other words each time: the same twice are one comment
    for _ in count():
        number = chance.getrandbits(48)
        words = {"name": "Bench", "email": "", "text": WORDS.format(number), "website": "", "parent": ""}
        network = f"{20 + number % 90}.{number >> 8 & 255}.{number >> 16 & 255}.7"
        headers = (
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Sec-Fetch-Site", "same-origin"),
            ("X-Forwarded-For", network),
        )
        yield Request(ARTICLE + "comments/", "POST", headers, urlencode(words).encode())


def staff(site: Site, number: int) -> Iterator[Figure]:
    cookie = ("Cookie", json.loads(run_python(site.environment, *INSIDE, "cookie")))
    with Server(site.environment) as server:
        for name, path in STAFF.items():
            request = Request(path, headers=(cookie,))
            load = drive(server.port, iter([request] * 5))
            if load.statuses[200] < 5:
                continue
            _load, cpu = costs(server, lambda: drive(server.port, iter([request] * number)))  # noqa: B023
            yield Figure(site.name, f"staff: {name}", cpu, "ms CPU", "<= 60")


def queries(site: Site, topic: str) -> Iterator[Figure]:
    paths = {name: path.format(topic=topic) for name, path in PAGES.items()} | STAFF
    counted = json.loads(run_python(site.environment, *INSIDE, "queries", *paths.values()))
    for name, path in paths.items():
        most = STAFF_QUERIES if name in STAFF else MOST_QUERIES.get(name, LIST_QUERIES)
        if counted[path] >= 0:
            yield Figure(site.name, f"queries: {name}", counted[path], "", f"<= {most}")


def visible(site: Site) -> Iterator[Figure]:
    with Server(site.environment) as server:
        seconds = json.loads(run_python(site.environment, *INSIDE, "approve", str(server.port)))
    yield Figure(site.name, "approved comment seen by every reader after", seconds, "s", "<= 1")
