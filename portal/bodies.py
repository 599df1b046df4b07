"""What somebody sends is read here, before a view or the gate for readers sees the request.

A body holds a thread until its last byte has come, and a client may send a byte a second. So only a quarter of the
threads read bodies at once, half as many as there are threads may wait for that, briefly, and what stays away too long
is given up. nginx, and Caddy where it can, wait for forms before they hand them on; this is for whoever reaches us
without.

The web server has no time limit for bodies, and reading one can be neither polled nor broken off. Small pieces let us
look at the clock; where not even one comes, `silence` hangs up. (Reading in another thread and answering meanwhile
stopped granian altogether.)
"""

import io
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from django.conf import settings

from portal import silence
from portal.arrival import uploading
from portal.overload import RETRY_AFTER, Tally, answer_plainly

WITHIN = 10.0  # seconds for a body, and one more for each RATE bytes that have come
RATE = 16 * 1024
PIECE, PIECE_OF_FILE = 8, 64  # bytes after which the clock is looked at; each piece costs a third of a microsecond
PATIENCE = 3.0  # seconds in line for a place
SILENT = 5.0  # seconds without a byte, of one whose time is over
LOOK = 1.0  # seconds between two looks at those
LARGEST_FORM = 1024 * 1024  # bytes; the forms for readers take far less, each with words of its own
LARGEST = 25 * 1024 * 1024  # bytes, for staff: pictures; as in deploy/
IN_MEMORY = 1024 * 1024  # bytes; what is larger waits in a file

AGAIN = (
    "Nothing was stored. Go back with your browser’s Back button: most browsers keep what you wrote. "
    "Then send it again."
)
INCOMPLETE = {"heading": "What you sent did not arrive whole", "text": AGAIN}
BUSY = {"text": f"More people are sending something than we can take at once. {AGAIN}"}
TOO_LARGE = {
    "heading": "That was too much to send at once",
    "text": "Nothing was stored. Go back with your browser’s Back button, shorten it or send it in parts.",
}


class TooSlow(Exception):
    """The body did not come in time."""


class CutShort(Exception):
    """The body ended before its announced length: half a form is acted on by nobody."""


@dataclass
class Waiting:
    """A body that is being read: from which address, and until when (as of time.monotonic)."""

    address: str
    until: float

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self.until


class Watch:
    """Hangs up on those who are late and silent. Its thread lives as long as somebody is waited for."""

    def __init__(self):
        self.lock = threading.Lock()
        self.all: list[Waiting] = []
        self.runs = False

    def add(self, waiting: Waiting) -> None:
        with self.lock:
            self.all.append(waiting)
            if not self.runs:
                self.runs = True
                threading.Thread(target=self.run, daemon=True).start()

    def remove(self, waiting: Waiting) -> None:
        with self.lock:
            self.all = [one for one in self.all if one is not waiting]

    def run(self) -> None:
        while True:
            time.sleep(LOOK)
            with self.lock:
                if not self.all:
                    self.runs = False
                    return
                late = {one.address for one in self.all if one.is_late}
            for address in late:
                silence.hang_up(address, SILENT)


class WholeForms:
    """WSGI: passes a POST on once its body is here, and answers 408, 400, 413 or 503 where it will not be."""

    def __init__(self, application: Callable, threads: int, *, within: float = WITHIN, patience: float = PATIENCE):
        self.application = application
        self.within, self.patience = within, patience
        reading = max(1, threads // 4)
        self.places = threading.BoundedSemaphore(reading)
        self.line = threading.BoundedSemaphore(reading + max(0, min(threads // 2, threads - 1 - reading)))
        self.watch = Watch()
        self.refused = Tally("forms that came too slowly or found no place; refused since the last line: %s")

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        path = environ.get("PATH_INFO", "")
        # Django reads no other method's body. Of the largest files portal.arrival asks who sends them, before it reads.
        if environ["REQUEST_METHOD"] != "POST" or not length or path == f"/{uploading.PLACE}":
            return self.application(environ, start_response)
        if length > (LARGEST if path.startswith(settings.STAFF_PATHS) else LARGEST_FORM):
            return answer_plainly(environ, start_response, 413, **TOO_LARGE)
        try:
            body = self.wait_for(environ, length)
        except CutShort:
            return answer_plainly(environ, start_response, 400, **INCOMPLETE)
        except TooSlow:
            self.refused.add()
            return answer_plainly(environ, start_response, 408, **INCOMPLETE)
        except OSError:  # no room on the disk for a large one
            body = None
        if body is None:
            self.refused.add()
            return answer_plainly(environ, start_response, 503, RETRY_AFTER, **BUSY)
        environ["wsgi.input"] = body
        with body:
            return self.application(environ, start_response)

    def wait_for(self, environ, length: int):
        """The whole body as a file, or None when too many others are being waited for."""
        if not self.line.acquire(blocking=False):
            return None
        try:
            if not self.places.acquire(timeout=self.patience):
                return None
            waiting = Waiting(environ.get("REMOTE_ADDR", ""), time.monotonic() + self.within)
            self.watch.add(waiting)
            try:
                return whole(environ["wsgi.input"], length, waiting)
            finally:
                self.watch.remove(waiting)
                self.places.release()
        finally:
            self.line.release()


def whole(source, length: int, waiting: Waiting):
    with ExitStack() as undo:
        kind = io.BytesIO if length <= IN_MEMORY else tempfile.TemporaryFile
        body = undo.enter_context(kind())
        left, most = length, PIECE if length <= LARGEST_FORM else PIECE_OF_FILE
        while left:
            piece = source.read(min(most, left))
            left -= len(piece)
            if left and waiting.is_late:
                raise TooSlow
            if not piece:
                raise CutShort
            waiting.until += len(piece) / RATE
            body.write(piece)
        body.seek(0)
        undo.pop_all()
    return body
