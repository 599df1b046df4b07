"""The sweeps that belong to the whole project."""

from datetime import timedelta

from jobs.registry import sweep
from pagecache.discarding import discard_expired
from pagecache.generations import settle
from pagecache.table import make_table
from portal import (
    clinician_register,
    copies,
    password_requests,  # noqa: F401  (its sweep registers itself)
    rewriting,
)
from portal.arrival import starting
from portal.backup import erasure_list, schedule
from portal.browsers import forget_old_browsers
from portal.staff_links import delete_old_links
from portal.staff_sessions import end_old_sessions
from portal.statistics import update_statistics

# The page cache knows no jobs: somebody who knows both has to introduce them.
sweep("changes the page cache has not heard of")(settle)
sweep("the page cache's table", every=timedelta(seconds=30))(make_table)
sweep("stored pages past their time", every=timedelta(hours=1))(discard_expired)
sweep("old staff sessions", every=timedelta(minutes=10))(end_old_sessions)
sweep("old links for staff accounts", every=timedelta(hours=6))(delete_old_links)
sweep("old links for clinicians", every=timedelta(hours=6))(clinician_register.delete_old_links)
sweep("browsers not seen for long", every=timedelta(hours=6))(forget_old_browsers)
sweep("what the database knows of its tables", every=timedelta(hours=6))(update_statistics)
sweep("findings in imported drafts", every=timedelta(seconds=5))(rewriting.count_again)
sweep("copies of what pages read from files", every=timedelta(minutes=1))(copies.look)
sweep("list of erasures")(erasure_list.write_out)
sweep("backup", every=timedelta(minutes=1))(schedule.start_when_due)
sweep("moving in")(starting.start_when_asked)
sweep("uploaded exports that nobody needs any more", every=timedelta(hours=1))(starting.remove_old)
