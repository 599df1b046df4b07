"""Claims of a client about its form that nobody here needs to hear. Our forms are UTF-8, and lengths are numbers.

Some of those that Python knows are no charsets at all: a request with a query and “charset=hex” makes Django fail while
it builds the request, where no middleware can answer. A length that is no number
fails later, where the form is read. So both are put right before Django sees them.
"""

import re
from collections.abc import Callable

CLAIM = re.compile(r";\s*charset\*?\s*=[^;]*", re.IGNORECASE)
LONGEST = 19  # digits


class PlainRequests:
    """WSGI: passes a request on without the charset of its content type, and with a length that is one."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ, start_response):
        kind = environ.get("CONTENT_TYPE", "")
        if "charset" in kind.lower():
            environ["CONTENT_TYPE"] = without_charset(kind)
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and len(length) < LONGEST):
            environ["CONTENT_LENGTH"] = "0"
        return self.application(environ, start_response)


def without_charset(kind: str) -> str:
    """The content type without its charset; where one is hidden too well, without any parameter."""
    kept = CLAIM.sub("", kind)
    return kept.partition(";")[0] if "charset" in kept.lower() else kept
