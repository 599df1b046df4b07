"""Lists for a spreadsheet (XLSX) in which every cell is text: nothing in them is ever computed, called or followed.

Each value goes in by `write_string`, in a column formatted as text, so it also stays text when somebody edits it.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000  # of one list; the format itself ends at about a million
LONGEST = 32_767  # characters in a cell: what comes after would be refused
# What XML cannot hold, and halves of letters; a line end and a tab stay.
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
TEXT = 49  # the number that the format gives to “text”
WIDE = 60  # characters, at most, that a column shows


@dataclass(frozen=True)
class Sheet:
    title: str
    head: Sequence[str]
    rows: Iterable[Sequence]


def text(value) -> str:
    """A value as the words of a cell."""
    if isinstance(value, datetime):
        value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    elif isinstance(value, date):
        value = value.isoformat()
    elif value is None:
        value = ""
    return UNFIT.sub(" ", str(value))[:LONGEST]


def written(sheets: Iterable[Sheet]) -> bytes:
    """The workbook, with the head of each list in sight while one scrolls."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, SAFE) as book:
        plain, bold = book.add_format({"num_format": TEXT}), book.add_format({"num_format": TEXT, "bold": True})
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(title_of(sheet.title, number))
            page.freeze_panes(1, 0)
            widths = [write(page, 0, sheet.head, bold)]
            rows = iter(sheet.rows)
            for place, row in enumerate(islice(rows, MOST_ROWS), start=1):
                widths.append(write(page, place, row, plain))
                widths = [[max(pair) for pair in zip(*widths, strict=False)]]
            if next(rows, None) is not None:
                write(page, MOST_ROWS + 1, [_("The list goes on: this file ends here.")], bold)
            for column, width in enumerate(widths[0]):
                page.set_column(column, column, min(width + 2, WIDE), plain)
    return held.getvalue()


def write(page, place: int, row: Sequence, style) -> list[int]:
    words = [text(value) for value in row]
    for column, cell in enumerate(words):
        page.write_string(place, column, cell, style)
    return [len(cell) for cell in words]


def title_of(title: str, number: int) -> str:
    """A name that spreadsheets take: at most 31 characters, none of those that mean something in a formula."""
    return re.sub(r"[\[\]:*?/\\']", " ", text(title))[:28].strip() or str(number)


def answer(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """The workbook as a file to save. `name` is ours, never a visitor's."""
    response = HttpResponse(written(sheets), content_type=KIND)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response
