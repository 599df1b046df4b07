"""One rendering per page, however many ask at once."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pagecache import turns
from pagecache.entry import Answer
from pagecache.front import KEY
from pagecache.turns import OneRendering, turn

pytestmark = pytest.mark.servers

READY = Answer("200 OK", [], b"the page")
MANY = 12


class Application:
    """Renders the page when the test lets it, and stores it unless told otherwise."""

    def __init__(self, monkeypatch, *, stores: bool = True):
        self.began, self.go_on = threading.Event(), threading.Event()
        self.renderings, self.lock, self.page = 0, threading.Lock(), None
        self.stores = stores
        monkeypatch.setattr(turns, "stored", lambda environ, key: self.page)
        monkeypatch.setattr(turns, "last_good", lambda environ, key: None)

    def __call__(self, environ, start_response):
        with self.lock:
            self.renderings += 1
        self.began.set()
        assert self.go_on.wait(10)
        if self.stores:
            self.page = READY
        return [b"the page"]


def ask(app, key="pagecache:page:1"):
    return app({KEY: key} if key else {}, lambda *words: None)


@pytest.fixture
def let_go_when_all_wait(monkeypatch):
    """The first one's rendering goes on when everybody else waits for it."""

    def prepare(inner):
        class Watched(threading.Event):
            waiting = 0

            def wait(self, timeout=None):
                with inner.lock:
                    Watched.waiting += 1
                    if Watched.waiting == MANY - 1:
                        inner.go_on.set()
                return super().wait(10)

        rendering = type("Rendering", (), {"__init__": lambda self: setattr(self, "done", Watched())})
        monkeypatch.setattr(turns, "Rendering", rendering)

    return prepare


def ask_at_once(app, inner):
    with ThreadPoolExecutor(MANY) as pool:
        first = pool.submit(ask, app)
        assert inner.began.wait(10)
        others = [pool.submit(ask, app) for _ in range(MANY - 1)]
        return [future.result(10) for future in [first, *others]]


def test_a_crowd_costs_one_rendering(monkeypatch, let_go_when_all_wait):
    inner = Application(monkeypatch)
    let_go_when_all_wait(inner)
    assert ask_at_once(OneRendering(inner), inner) == [[b"the page"]] * MANY
    assert inner.renderings == 1


def test_the_crowd_gets_the_old_page_at_once_while_the_new_one_is_made(monkeypatch):
    inner = Application(monkeypatch)
    old = Answer("200 OK", [], b"the old page")
    monkeypatch.setattr(turns, "last_good", lambda environ, key: old)
    app = OneRendering(inner)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, app)
        assert inner.began.wait(10)
        assert [ask(app) for _ in range(MANY)] == [[b"the old page"]] * MANY  # nobody let the rendering go on
        inner.go_on.set()
        assert first.result(10) == [b"the page"]
    assert inner.renderings == 1


def test_a_page_that_is_not_stored_is_made_for_everybody(monkeypatch, let_go_when_all_wait):
    inner = Application(monkeypatch, stores=False)
    let_go_when_all_wait(inner)
    assert ask_at_once(OneRendering(inner), inner) == [[b"the page"]] * MANY
    assert inner.renderings == MANY


def test_a_rendering_that_fails_leaves_nobody_waiting(monkeypatch):
    inner = Application(monkeypatch)
    inner.go_on.set()
    app = OneRendering(lambda environ, start_response: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ask(app)
    assert app.running == {}


def test_what_is_no_page_of_the_cache_passes_through(monkeypatch):
    inner = Application(monkeypatch)
    inner.go_on.set()
    app = OneRendering(inner)
    ask(app, key=None)
    ask(app, key=None)
    assert inner.renderings == 2


def test_the_processes_of_a_machine_take_turns(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    other = "import fcntl, sys, os; f = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR); fcntl.flock(f, fcntl.LOCK_EX)"
    other += "; print('mine', flush=True); sys.stdin.read()"
    with turn("a") as waited:
        assert not waited
    command = [sys.executable, "-c", other, str(turns._file_for("a"))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    looks = []

    def look_again(seconds):
        looks.append(seconds)
        if len(looks) == 3:
            process.kill()  # as when a process dies in mid-rendering: the system gives its lock back
            process.wait()

    monkeypatch.setattr(turns.time, "sleep", look_again)
    with turn("a") as waited:
        assert waited
    assert len(looks) == 3


def test_without_a_place_for_the_files_everybody_is_first(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nowhere"
    with turn("a") as waited:
        assert not waited
