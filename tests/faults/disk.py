"""The disk fills up while people post, and has room again."""

import errno
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.faults.database import BROKEN, Look, seconds_until_well
from tests.faults.shared_cache import Moderator
from tests.faults.site import ARTICLE, Crowd, Site, read, site
from tests.faults.table import Seen, fault

MEGABYTES = 64


@contextmanager
def small_disk():
    """A disk of its own in memory, which only root may make."""
    folder = Path(mkdtemp(prefix="faults-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "faults", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Not a byte is left; somebody else's file has taken them all."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC
    return filler


def until_full_and_well(place: Site, seconds: float) -> tuple[Look, Moderator, float, int]:
    place.start()
    moderator = Moderator(place)
    moderator.work(2)
    for path in (ARTICLE, "/", "/articles/") * 4:
        read(place.port, path)
    with Crowd(place, start=30_000) as crowd:
        crowd.wait_for(20)
        filler = fill(place.folder)
        time.sleep(1)
        crowd.going = False
    look = Look(place).for_seconds(seconds)
    moderator.seen.clear()
    moderator.work(5)
    filler.unlink()
    back = seconds_until_well(place)
    place.kill()
    place.start()
    lost = len({*crowd.acknowledged, *look.acknowledged} - set(place.stored()))
    return look, moderator, back, lost


@fault(
    "the disk is full",
    "writes 503 with a clear message, reads 200; 0 acknowledged lost; heals by itself within 5 s",
)
def full(seconds: float = 15) -> Seen | None:
    if os.geteuid() or not shutil.which("mount"):
        return None
    with small_disk() as folder, site(folder=folder) as place:
        look, moderator, back, lost = until_full_and_well(place, seconds)
    with small_disk() as folder, site(BROKEN, folder=folder, FAULT_CONTROL="answer first") as place:
        _look, _moderator, _back, missed = until_full_and_well(place, 2)
    read_well = look.stored_well() and {one[0] for one in look.uncached} == {200}
    refused = {one[0] for one in look.posts} == {503} and not look.unclear
    desk = {status for status, _seconds in moderator.seen} == {200, 503}
    return Seen(
        f"{len(look.stored) * 3} requests",
        f"{look.statuses()}, {look.unclear} unclear; back after {back:.1f} s; {lost} acknowledged lost",
        read_well and refused and desk and back <= 5 and not lost,
        f"answering before storing lost {missed}",
        missed > 0,
    )
