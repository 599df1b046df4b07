"""An end to waiting for somebody else's machine, where neither the system nor a library has one for the whole."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread


def within(seconds: float, work: Callable[[], object]) -> None:
    """Returns once `work` is done; raises what it raises, or TimeoutError after so many seconds.

    It is done in a thread that nobody has to wait for: looking up a name has no limit of its own, and who answers a
    letter at a time keeps within every other. What comes too late is done all the same, so `work` must be safe to
    repeat. It has no database connection of ours.
    """
    done: Future[None] = Future()
    Thread(target=settle, args=(done, work), name="deadline", daemon=True).start()
    done.result(timeout=seconds)


def settle(done: Future[None], work: Callable[[], object]) -> None:
    try:
        work()
    except BaseException as error:  # whoever waits gets to see it
        done.set_exception(error)
    else:
        done.set_result(None)
