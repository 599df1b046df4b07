"""The restore drill: a backup made while people post, put back on an empty machine, and damaged ones refused."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.site import ARTICLE, Crowd, Site, read, site
from tests.faults.table import Seen, fault
from tests.nginx_site import ROOT, free_port, site_environment

PAGES = ("/", "/articles/", ARTICLE, "/faq/", "/search/?q=ketamine")
DAMAGES = 12
MEDIA = "import hashlib\nfrom portal.backup.making import media_names\n" + (
    "from django.core.files.storage import default_storage as store\n"
    "print(json.dumps({n: hashlib.sha256(store.open(n).read()).hexdigest() for n in media_names()}))"
)


@dataclass
class Drill:
    acknowledged: list[str] = field(default_factory=list)  # before the backup was begun
    restored: list[str] = field(default_factory=list)
    media: dict[str, str] = field(default_factory=dict)
    restored_media: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def lost(self) -> int:
        return len(set(self.acknowledged) - set(self.restored))

    def doubled(self) -> int:
        return len(self.restored) - len(set(self.restored))

    def pictures_lost(self) -> int:
        return sum(self.restored_media.get(name) != digest for name, digest in self.media.items())


@contextmanager
def empty_machine():
    """A folder with nothing in it, and a free port."""
    with TemporaryDirectory(prefix="faults-empty-") as folder:
        port = free_port()
        yield Site(Path(folder), port, site_environment(Path(folder), port) | {"BACKUP_HOUR": "never"})


def back_up(place: Site) -> Path:
    place.manage("backup")
    return max((place.folder / "backups").glob("portal-*.backup"))


def restore(place: Site, file: Path) -> subprocess.CompletedProcess:
    """The one command, as `make restore FILE=…` runs it."""
    command = [sys.executable, "manage.py", "restore", str(file)]
    return subprocess.run(command, cwd=ROOT, env=place.environment, capture_output=True, text=True)


def make_one_under_load(place: Site, drill: Drill, make: Callable[[Site], Path]) -> Path:
    with Crowd(place, people=4) as crowd:
        crowd.wait_for(30)
        drill.acknowledged = list(crowd.acknowledged)
        begun = time.monotonic()
        file = make(place)
        drill.seconds["backup"] = time.monotonic() - begun
        crowd.wait_for(5)
    return file


def look_at(place: Site, drill: Drill) -> None:
    drill.restored, drill.restored_media = place.stored(), place.ask(MEDIA)
    place.manage("collectstatic", "--noinput", "-v0")
    place.start()
    drill.statuses = [read(place.port, path)[0] for path in PAGES]
    place.stop()


def refusals(file: Path) -> int:
    """How many of so many copies, each with one bit turned over or cut off somewhere, were refused with nothing
    changed. The last is of another program."""
    whole, refused = file.read_bytes(), 0
    with empty_machine() as place:
        for number in range(DAMAGES):
            position = len(whole) * (2 * number + 1) // (2 * DAMAGES)
            copy = place.folder.parent / f"{place.folder.name}-damaged"
            copy.write_bytes(damaged(whole, position, number))
            said = restore(place, copy)
            copy.unlink()
            here = {one.name for one in place.folder.iterdir()}
            refused += said.returncode == 1 and "Nothing was restored" in said.stderr and "media" not in here
    return refused


def damaged(whole: bytes, position: int, number: int) -> bytes:
    if number == DAMAGES - 1:
        return b"PK\x03\x04" + whole[4:]
    if number % 4 == 3:
        return whole[:position]
    return whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :]


def copy_the_file(place: Site) -> Path:
    """The control: what a copy of the database's file holds while people post."""
    return Path(shutil.copy(place.folder / "portal.sqlite3", place.folder / "copied"))


def put_the_file(place: Site, file: Path) -> None:
    shutil.copytree(file.parent / "media", place.folder / "media", dirs_exist_ok=True)
    shutil.copy(file, place.folder / "portal.sqlite3")


@fault(
    "restore drill: a backup made under load, on an empty machine",
    "all that was acknowledged before it, every picture; damaged ones refused",
)
def drill_on_an_empty_machine() -> Seen:
    drill = Drill()
    with site() as place:
        place.start()
        drill.media = place.ask(MEDIA)
        file = make_one_under_load(place, drill, back_up)
        place.stop()
        with empty_machine() as other:
            begun = time.monotonic()
            said = restore(other, file)
            drill.seconds["restore"] = time.monotonic() - begun
            if said.returncode:
                raise AssertionError(said.stderr)
            look_at(other, drill)
        refused = refusals(file)
    copied = drill_by_copying()
    return Seen(
        f"{len(drill.acknowledged)} posts, {len(drill.media)} files; {DAMAGES} damaged ones",
        f"{drill.lost()} posts and {drill.pictures_lost()} files lost, {drill.doubled()} doubled; {DAMAGES - refused} "
        f"damaged accepted; backup {drill.seconds['backup']:.0f} s, restore {drill.seconds['restore']:.0f} s",
        not drill.lost() and not drill.doubled() and not drill.pictures_lost()
        and set(drill.statuses) == {200} and refused == DAMAGES and bool(drill.media) and len(drill.acknowledged) >= 30,
        f"a copy of the database's file lost {copied.lost()} of {len(copied.acknowledged)} posts",
        copied.lost() > 0,
    )  # fmt: skip


def drill_by_copying() -> Drill:
    copied = Drill()
    with site() as place:
        place.start()
        file = make_one_under_load(place, copied, copy_the_file)
        with empty_machine() as other:
            put_the_file(other, file)
            try:
                copied.restored = other.stored()
            except subprocess.CalledProcessError:  # not even a database
                copied.restored = []
        place.stop()
    return copied
