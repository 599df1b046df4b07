"""Faults that need no processes of their own: test files of the suite, run once whole and once without a protection."""

import os
import re
import subprocess
import sys

from tests.faults.table import Seen, fault
from tests.nginx_site import ROOT


def run(files: tuple[str, ...], *, chosen: str = "", control: str = "") -> tuple[int, int]:
    """How many tests passed, and how many failed. One that could not even begin is a failure of the run, but no proof
    that a control was seen."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", *(f"tests/{name}.py" for name in files)]
    command += ["-k", chosen] if chosen else []
    command += ["-p", "tests.faults.controls"] if control else []
    environment = os.environ | {"FAULT_CONTROL": control, "HOSTILE_REQUESTS": "2000" if control else "10000"}
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True).stdout
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", said)}
    errors = 0 if control else counts.get("error", 0)
    return counts.get("passed", 0), counts.get("failed", 0) + errors


def suite(*files: str, control: str, taken: str, chosen: str = "", control_chosen: str = "") -> Seen:
    """`control` names what is taken away for the second run (tests/faults/controls.py), and `taken` says it in words.

    The second run may do with fewer tests than the first: `control_chosen`.
    """
    passed, failed = run(files, chosen=chosen)
    kept, red = run(files, chosen=control_chosen or chosen, control=control)
    words = f"without {taken} {red} of {red + kept} tests fail"
    return Seen(f"{passed + failed} tests", f"{failed} failed", passed > 0 and not failed, words, red > 0)


@fault("the database fails at the k-th query of every form", "nothing half-done; 503 or a page; words kept")
def each_query() -> Seen:
    chosen = "approve or withdraw"
    return suite("test_faults_each_query", control="rollback", taken="rolling back", control_chosen=chosen)


@fault("the same form 20 times at once", "1 comment, 20 friendly answers")
def sent_twice() -> Seen:
    return suite("test_comments_sent_twice", control="same form", taken="the form's digest")


@fault("8 moderators decide the same 100 comments", "exactly 100 decisions, 100 notices")
def moderators() -> Seen:
    return suite("test_comments_eight_moderators", control="first decision", taken="the conditional update")


@fault("two workers at once, retries, a planned moment", "each effect once; poison is parked; never early")
def workers() -> Seen:
    files = ("test_jobs_leases", "test_jobs_retrying", "test_worker_process", "test_articles_planning")
    return suite(*files, control="lease", taken="the lease")


@fault("two editors, one article, 200 rounds", "0 silent overwrites; the second sees both texts")
def editors() -> Seen:
    return suite("test_drafts_together", control="merge", taken="looking at the newest draft", control_chosen="writers")


@fault("database gone; page withdrawn while it is", "stored pages 200, the rest 503; nothing withdrawn is shown")
def database_gone() -> Seen:
    files = ("test_database_down", "test_page_cache_stale", "test_page_cache_trouble")
    return suite(*files, control="database errors", taken="the answer to database errors")


@fault("an article is withdrawn while database and cache are away", "the stale copy is not served")
def withdrawn() -> Seen:
    files = ("test_page_cache_stale", "test_page_cache_generations")
    chosen, taken = "taken_down or confirm or cache_that_is_down", "comparing a page's tokens"
    return suite(*files, chosen=chosen, control="tokens", taken=taken, control_chosen="taken_down")


@fault("a damaged, foreign or sealed backup", "refused, and nothing has changed; erased words stay erased")
def backups() -> Seen:
    files = ("test_backup_refusals", "test_backup_round_trip", "test_backup_erasures")
    chosen, taken = "changed or damaged or comes_back or erased", "the comparison of digests"
    return suite(*files, chosen=chosen, control="digests of a backup", taken=taken, control_chosen="member_changed")


@fault("migrations forward, back and forward", "the same schema; the code before serves on it")
def migrations() -> Seen:
    return suite("test_migrations_back", control="way back", taken="taking indexes away again")


@fault("10,000 hostile requests", "0 answers of 500, none over a second of CPU")
def hostile() -> Seen:
    return suite("test_hostile_many", control="plain requests", taken="putting claims of clients right",
                 control_chosen="none_ends")  # fmt: skip
