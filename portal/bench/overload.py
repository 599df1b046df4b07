"""More readers than the site can make pages for: with the page cache nobody notices, without it the surplus is told."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle

from portal.bench.figures import Figure
from portal.bench.load import Load, Request, drive
from portal.bench.readers import ARTICLE, BROTLI, PAGES, bare_view
from portal.bench.sites import Site
from portal.bench.stack import Server

READERS = 64
UNCACHED = "portal.bench.uncached:application"


def overload(site: Site, seconds: float, topic: str) -> Iterator[Figure]:
    with Server(site.environment, UNCACHED) as server:
        yield from surplus(site, server)
        capacity = served_a_second(server)
    yield from news_story(site, 2 * capacity, seconds, topic)


def surplus(site: Site, server: Server) -> Iterator[Figure]:
    """Far more readers than threads, the page cache off: some are served, the others are told so at once.

    Each process has answered before: one that is just starting reads its templates, and a flood of refusals beside
    it makes that long."""
    same = Request(ARTICLE, headers=(BROTLI,))
    drive(server.port, iter([same] * 40), 4)
    load = drive(server.port, iter(lambda: same, None), READERS, seconds=3)
    yield Figure(site.name, "64 readers, cache off: served", load.statuses[200] / load.seconds, "req/s")
    yield Figure(site.name, "64 readers, cache off: refused", load.statuses[503] / load.seconds, "req/s")
    yield Figure(site.name, "64 readers, cache off: neither", wrong(load, 200, 503), "", "<= 0")
    yield Figure(site.name, "64 readers, cache off: middle time when served", load.middle(), "ms")
    yield Figure(site.name, "64 readers, cache off: middle time when refused", load.middle(503), "ms")
    after = drive(server.port, iter([same] * 20))
    yield Figure(site.name, "after them: 20 of 20 readers served", after.statuses[200], "", ">= 20")


def served_a_second(server: Server) -> float:
    """Articles made afresh, by as many readers as keep the server busy and turn nobody away."""
    same = Request(ARTICLE, headers=(BROTLI,))
    return drive(server.port, iter(lambda: same, None), 4, seconds=3).rate


def news_story(site: Site, rate: float, seconds: float, topic: str) -> Iterator[Figure]:
    """The site as it is, its pages read before, at a rate that it could not make them for; beside it the bare view."""
    pages = [path.format(topic=topic) for path in PAGES.values()]
    pages += [f"/articles/bench-{each:06}/" for each in range(1, 60)]
    mixed = [Request(path, headers=(BROTLI,)) for path in pages]
    with ExitStack() as stack:
        portal = stack.enter_context(Server(site.environment))
        bare = stack.enter_context(bare_view(site, portal))
        beside = drive(
            bare.port, cycle([Request("/", headers=(BROTLI,))]), READERS, seconds=min(20, seconds), rate=rate
        )
        drive(portal.port, iter(mixed), 2)
        portal.rest()  # a story meets a site that runs, not one that starts
        load = drive(portal.port, cycle(mixed), READERS, seconds=seconds, rate=rate)
    name = f"{seconds:.0f} s at twice the pages that can be made"
    yield Figure(site.name, f"{name}: asked for", rate, "req/s")
    yield Figure(site.name, f"{name}: answered", load.rate, "req/s")
    yield Figure(site.name, f"{name}: errors", wrong(load, 200), "", "<= 0")
    yield Figure(site.name, f"{name}: slow answers against bare", load.p95 / beside.p95, "times", "<= 3")


def wrong(load: Load, *right: int) -> int:
    """Answers with another status than these, and requests without any."""
    return load.errors + sum(number for status, number in load.statuses.items() if status not in right)
