"""What public pages read from files and not from the database (the clinic's profile, its policies, which links of
answers lead to something): kept, on each machine, as the database has it.

Whoever saves writes the file of the own machine at once. Another machine hears of it from the shared cache, as it hears
of every change, and reads the database before it makes the next page. The worker looks as well: a file may be lost or
damaged by hand, and its own machine is told of nothing.
"""

import logging
from contextlib import suppress
from datetime import datetime

from clinic.models import ClinicProfile
from clinic.profile import when_saved, write_profile
from pagecache.generations import COPIES, begin, changed_elsewhere, forget, forget_site, known, site_changed
from pagecache.shared import CacheDown
from portal import answer_links
from portal.policies.copy import write_copy

log = logging.getLogger("portal.copies")
UNREAD = "unread"  # no token is that: the next page looks again


def tell_the_others() -> None:
    """For the machines whose files are elsewhere; they hear of it when the change is committed."""
    forget(COPIES)


def write_the_profile() -> bool:
    row = ClinicProfile.objects.first()
    return row is not None and write_profile(row)


COPY_WRITERS = (write_the_profile, write_copy, answer_links.write)


def write() -> bool:
    """Writes what differs from the database; whether anything did. Raises what the database or the disk raises."""
    differed = [each() for each in COPY_WRITERS]
    return any(differed)


def follow() -> bool:
    """The same for a process that has heard of a change elsewhere; False where it has to be tried again."""
    try:
        write()
    except Exception as error:  # the page that is being made may still be made with what is here
        log.error(
            "the clinic's profile, policies and links of answers could not be read anew: %s", type(error).__name__
        )
        return False
    return True


def follow_the_site() -> None:
    """An article may have become public, have been taken down or have moved: answers that link to it show that."""
    try:
        if answer_links.write():
            tell_the_others()
    except Exception as error:  # the change itself is committed and may not fail; the worker looks again
        log.error("links of the answers could not be looked up: %s", type(error).__name__)


def catch_up() -> None:
    """For a process that begins: hears first, and looks then, so that no change falls between the two."""
    with suppress(CacheDown):
        begin()
    if not follow():
        known.copies = UNREAD


def look(now: datetime | None = None) -> int:
    """For the worker. A file that was wrong here may be wrong elsewhere: the other machines look too."""
    found = 0
    for each in COPY_WRITERS:
        if each():
            found = 1
            tell_the_others()
            forget_site()
    return found


when_saved.append(tell_the_others)
changed_elsewhere.append(follow)
site_changed.append(follow_the_site)
