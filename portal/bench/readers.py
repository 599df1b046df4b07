"""What readers feel: stored pages beside a bare view, pages made afresh, the weight of a first visit."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from statistics import median

from portal.bench.figures import Figure
from portal.bench.load import Load, Request, drive, flood
from portal.bench.sites import Site
from portal.bench.stack import Server

ARTICLE = "/articles/bench-000001/"
BROTLI = ("Accept-Encoding", "br")
PAGES = {
    "article, 50 comments": ARTICLE,
    "home": "/",
    "list of articles": "/articles/",
    "topic": "/topics/{topic}/",
    "questions": "/faq/",
    "A to Z": "/a-z/",
    "further comments": ARTICLE + "comments/",
    "feed": "/feeds/articles/",
    "search": "/search/?q=depression",
}


def cached(site: Site, seconds: float, rounds: int) -> Iterator[Figure]:
    """A stored page and a bare view with its bytes, under the same server, in turn."""
    with ExitStack() as stack:
        portal = stack.enter_context(Server(site.environment))
        headers = portal.fetch(ARTICLE, Accept_Encoding="br")[1]
        bare = stack.enter_context(bare_view(site, portal))
        known = ("If-None-Match", headers["etag"])
        takes = {"bare": (bare, "/", [BROTLI]), "page": (portal, ARTICLE, [BROTLI]), "304": (portal, ARTICLE, [known])}
        found = {name: [] for name in takes}
        for _ in range(rounds):
            for name, (server, path, sent) in takes.items():
                flood(server.port, path, 0.5, headers=sent)
                found[name].append(costs(server, lambda: flood(server.port, path, seconds, headers=sent)))  # noqa: B023
    yield from compare(site, found)


@contextmanager
def bare_view(site: Site, portal: Server) -> Iterator[Server]:
    """A Django view without any middleware that answers with the bytes of the stored article."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(portal.fetch(ARTICLE, Accept_Encoding="br")[2])
        file.flush()
        environment = site.environment | {"BENCH_BODY": file.name}
        with Server(environment, "portal.bench.bare:application", ready_at="/") as server:
            yield server


def costs(server: Server, ask) -> tuple[Load, float]:
    """The load and the processor's milliseconds for each of its requests."""
    before = server.cpu()
    load = ask()
    return load, (server.cpu() - before) / max(1, load.requests)


def compare(site: Site, found: dict) -> Iterator[Figure]:
    rate = {name: median(load.rate for load, _cpu in takes) for name, takes in found.items()}
    cpu = {name: median(each for _load, each in takes) for name, takes in found.items()}
    slow = {name: median(load.p95 for load, _cpu in takes) for name, takes in found.items()}
    yield Figure(site.name, "bare view", rate["bare"], "req/s")
    yield Figure(site.name, "bare view: processor", cpu["bare"], "ms")
    yield Figure(site.name, "stored article", rate["page"], "req/s")
    yield Figure(site.name, "stored article against the bare view", rate["page"] / rate["bare"], "times", ">= 1.5")
    yield Figure(site.name, "stored article: processor", cpu["page"], "ms", "<= 0.2")
    yield Figure(site.name, "stored article: slow answers against bare", slow["page"] / slow["bare"], "times", "<= 3")
    yield Figure(site.name, "revalidation (304)", rate["304"], "req/s")


def fresh(site: Site, number: int, topic: str) -> Iterator[Figure]:
    """Pages made afresh, one after another, with the page cache off."""
    with Server(site.environment, "portal.bench.uncached:application") as server:
        for name, pattern in PAGES.items():
            path = pattern.format(topic=topic)
            if server.fetch(path)[0] != 200:
                continue
            request = Request(path, headers=(BROTLI,))
            drive(server.port, iter([request] * 10), 2)
            server.rest()  # what a process reads at its start, beside the first readers, is no page's
            load, cpu = costs(server, lambda: drive(server.port, iter([request] * number)))  # noqa: B023
            most = "<= 6" if path == ARTICLE else ""
            yield Figure(site.name, f"afresh: {name}", cpu, "ms CPU", most)
            if name == "search":
                yield Figure(site.name, "afresh: search, 95 of 100 within", load.p95, "ms", "<= 20")


def first_visit(site: Site) -> Iterator[Figure]:
    """Bytes, requests and foreign hosts of a first visit of the article, as a browser with brotli asks."""
    with Server(site.environment) as server:
        page = server.fetch(ARTICLE)[2].decode()
        links = set(re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', page))
        links = {link for link in links if re.search(r"\.(css|js|svg|png|ico|webmanifest|woff2)(\?|$)", link)}
        own = {link for link in links if link.startswith("/")}
        answers = [server.fetch(path, Accept_Encoding="br") for path in (ARTICLE, *sorted(own))]
    weight = sum(len(body) + sum(len(n) + len(v) + 4 for n, v in head.items()) for _status, head, body in answers)
    yield Figure(site.name, "first visit: weight", weight / 1000, "KB", "<= 50")
    yield Figure(site.name, "first visit: requests", len(answers), "", "<= 8")
    yield Figure(site.name, "first visit: other hosts", len(links - own), "", "<= 0")


def memory(site: Site, number: int, topic: str) -> Iterator[Figure]:
    """Growth of the server's processes over mixed requests, once they are warm."""
    paths = [*(path.format(topic=topic) for path in PAGES.values()), "/nowhere/", "/healthz"]
    mixed = [Request(path) for path in paths] + [Request(f"/articles/bench-{each:06}/") for each in range(1, 60)]
    with Server(site.environment) as server:
        drive(server.port, islice(cycle(mixed), max(500, number // 5)), 8)
        server.rest()  # what a process reads at its start, beside the first readers, is no growth
        before = server.memory()
        load = drive(server.port, islice(cycle(mixed), number), 8)
        after = server.memory()
    yield Figure(site.name, f"memory after {load.requests:,} mixed requests", after, "MB")
    yield Figure(site.name, "memory: growth over them", (after / before - 1) * 100, "%", "<= 10")
