"""Phone numbers and help lines as staff type them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHAPE = re.compile(r"\+?[0-9][0-9 ().\-]{0,30}|\([0-9]{1,6}\)[0-9 .\-]{1,30}")


def phone_href(number: str) -> str:
    """The tel: address of a number as written: "(202) 555-0143" gives "tel:2025550143"; "" gives ""."""
    digits = re.sub(r"[^0-9+]", "", number)
    return f"tel:{digits}" if digits else ""


def validate_phone(value: str) -> None:
    if not SHAPE.fullmatch(value.strip()):
        raise ValidationError(_("“%(value)s” is not a phone number."), params={"value": value})


def read_help_lines(text: str) -> tuple[tuple[str, str, str], ...]:
    """Lines of "name | number | note" as (name, number, note); the note may be missing."""
    lines = []
    for line in text.splitlines():
        if line.strip():
            name, number, note = [part.strip() for part in (line + "||").split("|")][:3]
            lines.append((name, number, note))
    return tuple(lines)


def validate_help_lines(value: str) -> None:
    for name, number, _note in read_help_lines(value):
        if not name or not SHAPE.fullmatch(number):
            message = _("Write “name | number | note”, one line each. This one does not fit: “%(line)s”.")
            raise ValidationError(message, params={"line": f"{name} | {number}"})
