"""Errors that nobody caught, mailed to whoever runs the portal: what kind, where in the code, and the log has the rest.

Never the error's own message, an address, a path or a word somebody typed: those may be about a patient
(docs/decisions/error-reports.md). Each kind at each place is mailed once a day, through the outbox like all mail.
"""

import logging
from importlib import import_module

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.logs import describe, request_id

SALT = "portal.error_reports"


class ByMail(logging.Handler):
    """Writes a report to the outbox. A database that is away is no report: /readyz says so, and the outbox is in it."""

    def __init__(self):
        super().__init__(level=logging.ERROR)
        self.day, self.told = "", set()

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ERROR_MAIL_TO or not record.exc_info or not record.exc_info[0]:
            return
        if issubclass(record.exc_info[0], (OperationalError, InterfaceError)):
            return
        found = describe(record.exc_info)
        if not self.is_new(key := f"{found['kind']} {found['where'][-1:]}"):
            return
        try:
            send(record, found, f"{self.day} {key}")
        except Error:  # the log has it all the same; a report may not make matters worse
            self.told.discard(key)

    def is_new(self, key: str) -> bool:
        """Whether this process has not told of it today: a storm of errors is no storm of queries."""
        if self.day != (today := timezone.now().date().isoformat()):
            self.day, self.told = today, set()
        if key in self.told:
            return False
        self.told.add(key)
        return True


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
