"""Log lines as JSON, without personal data: no address, no path, no words, no traceback's values."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

FIELDS = ("route", "method", "status", "milliseconds")


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if identifier := request_id.get():
            line["request"] = identifier
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["error"] = describe(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def describe(exc_info) -> dict:
    """The kind of an error and where it arose. Its message is left out: it may quote what somebody typed."""
    kind, _error, trace = exc_info
    frames = traceback.extract_tb(trace)[-8:] if trace else []
    where = [f"{frame.filename.rsplit('/site-packages/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    return {"kind": kind.__name__ if kind else "", "where": where}
