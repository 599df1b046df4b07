"""`python -m portal.server`: the web server. docs/decisions/web-server.md tells why granian, and its odd lines."""

import argparse
import ctypes
import gc
import importlib
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.apps import apps
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from portal.environment import Environment, read_env_file, web_threads, web_workers
from portal.first_start import ENV_FILE

TARGET = "portal.wsgi:application"
read_env_file(ENV_FILE)  # before anything is asked of it: units start us without make, and know nothing of the file
WORKERS, THREADS = web_workers(), web_threads()
M_ARENA_MAX, HEAPS = -8, 2  # the number is from glibc's malloc.h
TURN = 0.001  # seconds that a thread may go on while another waits for its turn
NEW_OBJECTS = 10_000  # after so many the garbage collector looks at the newest
FINISH_WITHIN = 10  # seconds that requests get to end after SIGTERM


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m portal.server", description="Runs the portal's web server.")
    reader.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    reader.add_argument("--port", type=int, default=Environment().number("PORT", 8000, least=1, most=65_535))
    reader.add_argument("--workers", type=int, default=WORKERS)
    reader.add_argument("--target", default=TARGET, help="another WSGI callable, for comparing")
    asked = reader.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if asked.target == TARGET:
        importlib.import_module("portal.settings")  # a bad value stops us here, with one line, and not each worker
    make_server(asked.host, asked.port, asked.workers, asked.target).serve(target_loader=load)
    return 0


def make_server(host: str, port: int, workers: int, target: str = TARGET) -> Granian:
    return Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # proxies speak it to us, and one protocol less is one surface less
        websockets=False,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=FINISH_WITHIN,
        # The longest head of a request, and how long it may take to arrive.
        http1_settings=HTTP1Settings(max_buffer_size=64 * 1024, header_read_timeout=10_000),
        log_access=False,  # our own middleware writes one line a request, without addresses
        log_level="error",
    )


def load(target: str) -> Callable:
    """The application, in a process of its own."""
    sys.setswitchinterval(TURN)  # a stored page, a millisecond's work, waits for 5 behind a search otherwise
    share_heaps()
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    module, _colon, name = target.partition(":")
    application = getattr(importlib.import_module(module), name)
    if is_portal():
        importlib.import_module("portal.copies").catch_up()
    threading.Thread(target=warm_up, daemon=True).start()
    return application


def warm_up() -> None:
    """Reads what the first comment needs while nobody waits for it, beside the first readers: a restart shall not
    take longer because of it."""
    if is_portal():
        importlib.import_module("comments.screening").warm_up()
    collect_less_garbage()


def is_portal() -> bool:
    """Another application may be served, for comparing."""
    return apps.ready and apps.is_installed("portal")


def share_heaps() -> None:
    """Two heaps for all threads of this process. glibc gives each thread one of its own, and all of them grow: a
    fifth of the memory was in their gaps. Elsewhere there is nothing to do."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, HEAPS)


def collect_less_garbage() -> None:
    """What stands in memory now stays there: the collector need not look through it again. And a page makes some
    thousand objects that go by themselves, so it need not look after every 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 10, 10)


def end_with(parent: int) -> None:
    """Ends this process when the one that started it is gone: it would go on answering, with old code, on the same
    port as the next."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
