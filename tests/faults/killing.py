"""Killed in the middle: the web server while people post, and the order of bytes on their way to the disk."""

import shutil
import signal
import statistics
import subprocess
import time
from pathlib import Path

from tests.faults.site import Crowd, Site, is_taken, post, site
from tests.faults.table import Seen, fault

BROKEN = "tests.faults.broken_site:application"


def lost_and_doubled(place: Site, acknowledged: list[str]) -> tuple[int, int]:
    stored = place.stored()
    return len(set(acknowledged) - set(stored)), len(stored) - len(set(stored))


def kill_while_posting(place: Site, times: int) -> tuple[list[str], list[float]]:
    """What was acknowledged, and the seconds from each start to the first answer."""
    acknowledged, starts, number = [], [place.start()], 0
    for _ in range(times):
        with Crowd(place, start=number) as crowd:
            crowd.wait_for(3)
            time.sleep(place.numbers.random() * 0.1)
            place.kill()
            crowd.going = False
        acknowledged += crowd.acknowledged
        number = crowd.number
        starts.append(place.start())
    place.stop()
    return acknowledged, starts


@fault("kill -9 of everything while people post", "0 acknowledged lost or doubled; first answer within 2 s of a start")
def killed(times: int = 50, within: float = 2) -> Seen:
    """`within`: seconds; the middle one of all starts. Seen not met with a server that begins with a pause of two."""
    with site() as place:
        acknowledged, starts = kill_while_posting(place, times)
        lost, doubled = lost_and_doubled(place, acknowledged)
    with site(BROKEN, FAULT_CONTROL="answer first") as place:
        promised, _starts = kill_while_posting(place, 3)
        missed, _doubled = lost_and_doubled(place, promised)
    middle = statistics.median(starts)
    return Seen(
        f"{times} kills, {len(acknowledged)} posts",
        f"{lost} lost, {doubled} doubled; first answer after {middle:.1f} s (median)",
        not lost and not doubled and len(acknowledged) > times and middle <= within,
        f"answering before storing lost {missed} of {len(promised)}",
        missed > 0,
    )


@fault("SIGTERM while people post", "0 acknowledged lost; no request that was begun is cut off; ends by itself")
def told_to_stop(times: int = 10) -> Seen:
    acknowledged, codes, number = [], [], 0
    with site() as place:
        for _ in range(times):
            place.start()
            with Crowd(place, start=number) as crowd:
                crowd.wait_for(10)
                codes.append(place.stop())
                crowd.going = False
            acknowledged += crowd.acknowledged
            number = crowd.number
        place.start()
        lost, doubled = lost_and_doubled(place, acknowledged)
        place.stop()
    with site(BROKEN, FAULT_CONTROL="answer first") as place:
        place.start()
        with Crowd(place) as crowd:
            crowd.wait_for(10)
            place.kill()
            crowd.going = False
        missed, _doubled = lost_and_doubled(place, crowd.acknowledged)
    return Seen(
        f"{times} stops, {len(acknowledged)} posts",
        f"{lost} lost, {doubled} doubled, {sum(code != 0 for code in codes)} bad ends",
        not lost and not doubled and not any(codes) and bool(acknowledged),
        f"answering before storing lost {missed} of {len(crowd.acknowledged)}",
        missed > 0,
    )


@fault("the order of writes on SQLite (strace)", "each comment is flushed to the disk before it is acknowledged")
def order_of_writes(times: int = 10) -> Seen | None:
    if not shutil.which("strace"):
        return None
    with site(WEB_WORKERS="1") as place:
        good, flushed = watch_flushes(place, times)
    with site(BROKEN, WEB_WORKERS="1", FAULT_CONTROL="no flush") as place:
        _good, unflushed = watch_flushes(place, times)
    return Seen(
        f"{good} posts",
        f"{good - flushed} acknowledged before the flush",
        good == times == flushed,
        f"with synchronous=OFF {times - unflushed} of {times} were not flushed",
        unflushed < times,
    )


def watch_flushes(place: Site, times: int) -> tuple[int, int]:
    """How many posts were acknowledged, and before how many answers the log of the database was flushed."""
    place.start()
    trace, good, flushed = place.folder / "trace", 0, 0
    for number in range(times):
        watcher = subprocess.Popen(
            ["strace", "-f", "-y", "-e", "trace=fdatasync,fsync", "-o", str(trace), *attached(place.process.pid)],
            stderr=subprocess.DEVNULL,
        )
        wait_until_watched(place.process.pid)
        good += is_taken(*post(place.port, f"Post {number} watched", number))
        # The answer is here: what was to be flushed before it has been.
        watcher.send_signal(signal.SIGINT)
        watcher.wait(10)
        flushed += "portal.sqlite3-wal" in trace.read_text(errors="replace")
    place.stop()
    return good, flushed


def attached(parent: int) -> list[str]:
    return [word for pid in family(parent) for word in ("-p", str(pid))]


def family(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *(pid for child in children for pid in family(int(child)))]


def wait_until_watched(parent: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if all(tracer_of(thread) for pid in family(parent) for thread in Path(f"/proc/{pid}/task").iterdir()):
            return
        time.sleep(0.02)
    raise AssertionError("strace does not attach")


def tracer_of(thread: Path) -> int:
    for line in (thread / "status").read_text().splitlines():
        if line.startswith("TracerPid:"):
            return int(line.split()[1])
    return 0
