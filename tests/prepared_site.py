"""The data of a fresh site on SQLite, with the starter articles or without: made once a run and copied for each site.

The processes of pytest-xdist share one folder (tests/conftest.py names it); whoever needs it first makes it.
"""

import atexit
import fcntl
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.nginx_site import manage, site_environment

PLACE = "PREPARED_SITE"
STARTER, EMPTY = "starter", "empty"


@cache
def shared_folder() -> Path:
    if os.environ.get(PLACE):
        return Path(os.environ[PLACE])
    folder = mkdtemp(prefix="prepared-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def copy_prepared(place: Path, kind: str = STARTER) -> None:
    """Tables, static files, and the starter's articles; `place` may be there already."""
    shutil.copytree(prepared(kind), place, dirs_exist_ok=True)


@cache
def prepared(kind: str) -> Path:
    folder = shared_folder() / kind
    if kind == STARTER:
        prepared(EMPTY)
    with (shared_folder() / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            # Whoever waits, or comes after a process that was ended, finds a whole folder or none.
            made = Path(mkdtemp(dir=shared_folder()))
            prepare(made, kind)
            made.rename(folder)
    return folder


def prepare(folder: Path, kind: str) -> None:
    environment = site_environment(folder, 8000)
    if kind == STARTER:
        copy_prepared(folder, EMPTY)
        manage(environment, "load_starter")
    else:
        manage(environment, "migrate", "-v0")
        manage(environment, "collectstatic", "--noinput", "-v0")
