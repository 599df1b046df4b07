"""The desk's lists on a phone: each row is a card, so every cell has to say which column it is of."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()
CELL = "<td"


@register.filter
def named_cells(row: Iterable[str], headers: Iterable[dict]) -> SafeString:
    """A row of django.contrib.admin's list, with the column's name on each of its cells as data-label."""
    named = ((_with_name(cell, header["text"]),) for cell, header in zip(row, headers, strict=True))
    return format_html_join("", "{}", named)


def _with_name(cell: str, name: str) -> str:
    """The admin's own HTML of a cell, with one attribute more. The head of the column of boxes is a box, no name."""
    if not cell.startswith(CELL):
        return cell
    return mark_safe(CELL + _label(str(name)) + cell[len(CELL) :])


@lru_cache(maxsize=512)
def _label(name: str) -> str:
    """Kept: every row of a list has the same columns."""
    return format_html(' data-label="{}"', "" if "<" in name else capfirst(name))
