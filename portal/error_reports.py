"""Errors that nobody caught, mailed to whoever runs the portal: what kind, where in the code, and the log has the rest.

Never the error's own message, an address, a path or a word somebody typed: those may be about a patient
(docs/decisions/error-reports.md). Each kind at each place is mailed once a day, through the outbox like all mail.
"""

import logging
import time
import traceback
from importlib import import_module

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.logs import describe, request_id

SALT = "portal.error_reports"
AGAIN = 60  # seconds until a report that could not be written is tried again
FORGOTTEN = "no such "  # table or column: how SQLite says that the code is newer than the database


class ByMail(logging.Handler):
    """Writes a report to the outbox. A database that is away is no report: /readyz says so, and the outbox is in it.

    Never raises, and costs one query a minute at most while reports cannot be written: it runs where other things
    have failed already.
    """

    def __init__(self):
        super().__init__(level=logging.ERROR)
        self.day, self.told = "", {}

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ERROR_MAIL_TO or not record.exc_info or not record.exc_info[0] or is_away(record.exc_info):
            return
        kind, place = record.exc_info[0].__name__, place_of(record.exc_info)
        if not self.is_new(key := f"{kind} {place}"):
            return
        try:
            send(record, describe(record.exc_info), f"{self.day} {key}")
        except Exception:  # the log has it all the same; a report may not make matters worse
            self.told[key] = time.monotonic() + AGAIN

    def is_new(self, key: str) -> bool:
        """Whether this process has not told of it today: a storm of errors is no storm of queries."""
        if self.day != (today := timezone.now().date().isoformat()):
            self.day, self.told = today, {}
        if time.monotonic() < self.told.get(key, 0):
            return False
        self.told[key] = float("inf")
        return True


def is_away(exc_info) -> bool:
    """Whether it is the database that cannot be reached or is full; a table that is missing is a mistake of ours."""
    kind, error, _trace = exc_info
    return issubclass(kind, (OperationalError, InterfaceError)) and not str(error).startswith(FORGOTTEN)


def place_of(exc_info) -> str:
    """The deepest place in our own code: in Django's, all kinds of errors end at the same few lines."""
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(exc_info[2])]
    own = [
        place for place in places if place[0].startswith(f"{settings.BASE_DIR}/") and "/site-packages/" not in place[0]
    ]
    return ":".join(map(str, (own or places)[-1])) if places else ""


def send(record: logging.LogRecord, found: dict, key: str) -> None:
    body = "\n".join(
        [
            f"{found['kind']}, logged by {record.name}.",
            "",
            *found["where"],
            "",
            f"Request {request_id.get() or 'none'}: the log has a line with the same id. The error's own words are "
            "left out, because they may quote somebody. The same error at the same place is mailed once a day.",
        ]
    )
    for to in settings.ERROR_MAIL_TO:
        about = {"subject": f"{settings.SITE_HOST}: {found['kind']}", "body": body}
        dedupe = salted_hmac(SALT, f"{key} {to}").hexdigest()
        # Not imported above: logging is set up before there are any models.
        import_module("jobs.mail").queue_mail(to=to, dedupe_key=dedupe, **about)
