"""Workers in strange circumstances. The program makes one for each line of JSON that it reads, with that environment,
and writes its number: a process that has everything loaded already can be copied in no time.

The file `clock` in DATA_DIR says by how many seconds their clock is moved. The file `begun` gets a line for each piece
of work that is begun, the file `rounds` one for each round, `crashed` what no worker should meet. SLOW are the seconds
for which each write takes its time, so that a kill finds it in the middle. POISON names an article whose publishing
kills the process. FAULT_CONTROL takes a protection away.
"""

import json
import os
import signal
import sys
import time
import traceback
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import django
import time_machine

HOME = Path(os.environ["DATA_DIR"])
WRITES = ("INSERT", "UPDATE", "DELETE")


def main() -> None:
    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.environ.update(json.loads(line))
            os._exit(be_a_worker())
        print(child, flush=True)


def be_a_worker() -> int:
    from django.core.management import call_command

    try:
        with time_machine.travel(0, tick=True) as clock:
            clock.move_to(moment(), tick=True)
            arrange(clock)
            call_command("worker", pause=0.05)
    except BaseException:
        (HOME / "crashed").write_text(traceback.format_exc())
        return 1
    return 0


def moment() -> datetime:
    file = HOME / "clock"
    moved = float(file.read_text() or 0) if file.exists() else 0
    return datetime.fromtimestamp(time_machine.escape_hatch.time.time() + moved, UTC)


def arrange(clock) -> None:
    from django.db.backends.signals import connection_created

    from articles import planning
    from comments import notices
    from jobs.sweeping import Sweeper

    Sweeper.run = before(Sweeper.run, lambda *_: clock.move_to(moment(), tick=True))
    Sweeper.round = after(Sweeper.round, lambda *_: note("rounds"))
    planning.publish_planned = before(planning.publish_planned, lambda *_: note("begun"))
    notices.tell = before(notices.tell, lambda *_: note("begun"))
    planning.put_live = before(planning.put_live, die_of_poison)
    connection_created.connect(slow_down, weak=False)
    if control := os.environ.get("FAULT_CONTROL"):
        CONTROLS[control](planning)


def before(work, first):
    def both(*values):
        first(*values)
        return work(*values)

    return both


def after(work, last):
    def both(*values):
        done = work(*values)
        last(*values)
        return done

    return both


def note(name: str) -> None:
    with (HOME / name).open("a") as file:
        file.write(f"{os.getpid()}\n")


def die_of_poison(article, *_values) -> None:
    if article.slug == os.environ.get("POISON"):
        os.kill(os.getpid(), signal.SIGKILL)


def slow_down(connection, **_values) -> None:
    slow = float(os.environ.get("SLOW", "0"))

    def wait(execute, sql, parameters, many, context):
        if sql.startswith(WRITES):
            time.sleep(slow)
        return execute(sql, parameters, many, context)

    if slow and connection.alias == "default":
        connection.execute_wrappers.append(wait)


def no_transaction(planning) -> None:
    """Claiming a planned article and publishing it are two steps."""
    planning.transaction = SimpleNamespace(atomic=nullcontext)


def no_moment(planning) -> None:
    """What is planned for the next hour is published now."""
    do_due = planning.do_due
    planning.do_due = lambda now: do_due(now + timedelta(hours=1))


def no_claim(planning) -> None:
    """Who publishes does not take the plan away."""
    publish = planning.publish_planned

    def leave(article, now):
        plan = {"publish_at": article.publish_at, "scheduled": article.scheduled}
        done = publish(article, now)
        type(article).objects.filter(pk=article.pk).update(**plan)
        return done

    planning.publish_planned = leave


CONTROLS = {"transaction": no_transaction, "moment": no_moment, "claim": no_claim}

if __name__ == "__main__":
    sys.exit(main())
