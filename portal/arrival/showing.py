"""An upload's progress and report, as the desk shows them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jobs.progress import time_left
from portal.models import Arrival
from portal.wordpress.report import Report

MOST_SHOWN = 100  # lines under one heading; the text file has all of them


def progress(row: Arrival, now: datetime) -> dict[str, Any] | None:
    """How far it is, how fast, and how long it still takes; None where nothing runs."""
    if not row.is_working or not row.total:
        return None
    seconds = (now - row.began_at).total_seconds() if row.began_at else 0
    rate = row.done / seconds if seconds > 0 else 0
    return {"done": row.done, "total": row.total, "rate": rate, "left": time_left((row.total - row.done), rate)}


def parts(report: dict[str, Any]) -> dict[str, Any]:
    """A stored report cut to what a page can show."""
    if not report:
        return {}
    drafts = report["worklist"]
    return {
        "came": sorted(report["came"].items()),
        "already": sorted(report["already_here"].items()),
        "groups": [
            (_("Not carried over"), headings(report["not_carried_over"])),
            (_("To mend by hand"), headings(report["to_mend"])),
        ],
        "queues": sorted(report["comments_found_by_screens"].items()),
        "drafts": drafts[:MOST_SHOWN],
        "more_drafts": max(0, len(drafts) - MOST_SHOWN),
    }


def headings(groups: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    found = []
    for heading, what in sorted(groups.items()):
        named = sorted((name, number) for name, number in what.items() if name)
        found.append(
            {
                "heading": heading,
                "number": sum(what.values()),
                "lines": named[:MOST_SHOWN],
                "more": max(0, len(named) - MOST_SHOWN),
            }
        )
    return found


def as_text(row: Arrival) -> str:
    """Both reports, whole."""
    found = [Report.from_json(report).lines() for report in (row.outcome, row.report) if report]
    return "\n\n\n".join("\n".join(lines) for lines in found)
