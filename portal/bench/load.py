"""Load, to this machine only and for a bounded time: wrk where there is one and a small client of our own."""

import asyncio
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import quantiles

HOST = "127.0.0.1"
LONGEST = 120  # seconds that any one load may take, whatever happens
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass
class Load:
    """What a load found: times in milliseconds, by status where our own client asked."""

    requests: int
    seconds: float
    times: dict[int, list[float]] = field(default_factory=dict)
    p95: float = 0.0
    errors: int = 0

    @property
    def rate(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0

    @property
    def statuses(self) -> Counter:
        return Counter({status: len(times) for status, times in self.times.items()})

    def middle(self, status: int = 200) -> float:
        return percentile(self.times.get(status, []), 50)


@dataclass(frozen=True)
class Request:
    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def raw(self, host: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", *(f"{n}: {v}" for n, v in self.headers)]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def percentile(times: list[float], percent: int) -> float:
    if len(times) < 2:
        return times[0] if times else 0.0
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def flood(port: int, path: str, seconds: float, connections: int = 16, headers=()) -> Load:
    """As many of one request as the server answers."""
    wrk = shutil.which("wrk")
    if not wrk:
        same = Request(path, headers=tuple(headers))
        return drive(port, iter(lambda: same, None), connections, seconds=seconds)
    command = [wrk, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}", "--latency"]
    for name, value in headers:
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run(  # noqa: S603  our own words
        [*command, f"http://{HOST}:{port}{path}"], capture_output=True, text=True, timeout=LONGEST, check=True
    )
    return read_wrk(done.stdout)


def read_wrk(text: str) -> Load:
    requests, seconds, unit = re.search(r"(\d+) requests in ([\d.]+)(\w+)", text).groups()
    p95 = re.search(r"9[09]%\s+([\d.]+)(us|ms|s|m)\b", text)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Load(
        int(requests),
        float(seconds) * UNITS[unit] / 1000,
        p95=float(p95[1]) * UNITS[p95[2]] if p95 else 0.0,
        errors=int(wrong[1]) if wrong else 0,
    )


class Pace:
    """So many requests a second, whether or not the server keeps up: each has its moment, and its time counts from
    there."""

    def __init__(self, rate: float):
        self.pause = 1 / rate if rate else 0.0
        self.due = time.perf_counter()

    async def moment(self) -> float:
        if not self.pause:
            return time.perf_counter()
        self.due = due = self.due + self.pause
        if (left := due - time.perf_counter()) > 0:
            await asyncio.sleep(left)
        return due


def drive(
    port: int, requests: Iterator[Request], connections: int = 1, *, seconds: float = LONGEST, rate: float = 0
) -> Load:
    """Asks the requests one after another over so many connections, until they or the seconds end: as fast as they
    are answered, or `rate` a second in all."""
    return asyncio.run(_drive(port, requests, connections, min(seconds, LONGEST), Pace(rate)))


async def _drive(port, requests, connections, seconds, pace: Pace) -> Load:
    load = Load(0, 0.0)
    began = time.perf_counter()
    await asyncio.gather(*(_client(port, requests, load, began + seconds, pace) for _ in range(connections)))
    load.seconds = time.perf_counter() - began
    load.p95 = percentile([each for times in load.times.values() for each in times], 95)
    return load


async def _client(port: int, requests: Iterator[Request], load: Load, until: float, pace: Pace) -> None:
    streams = None
    for request in requests:
        began = await pace.moment()
        if began > until:
            break
        try:
            streams = streams or await asyncio.open_connection(HOST, port)
            status, keep = await asyncio.wait_for(_ask(*streams, request.raw(f"localhost:{port}")), 30)
        except (OSError, EOFError, TimeoutError):
            load.errors, streams = load.errors + 1, None
            continue
        load.requests += 1
        load.times.setdefault(status, []).append((time.perf_counter() - began) * 1000)
        if not keep:
            streams[1].close()
            streams = None
    if streams:
        streams[1].close()


async def _ask(reader, writer, raw: bytes) -> tuple[int, bool]:
    writer.write(raw)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = re.search(r"content-length: (\d+)", head)
    status = int(head[9:12])
    if length and not raw.startswith(b"HEAD") and status != 304:
        await reader.readexactly(int(length[1]))
    return status, bool(length or status == 304) and "connection: close" not in head
