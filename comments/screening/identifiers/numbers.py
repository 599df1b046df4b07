"""Numbers of records, insurances and states, with the check digits that tell them from other digits."""

import re
from collections.abc import Iterator
from re import Match

from comments.screening.identifiers.hits import Hit, hits_of
from comments.screening.identifiers.plain import Plain

_FOUR_DIGITS = re.compile(r"\d(?:[a-z -]{0,2}\d){3}")
_CARD = re.compile(r"\d(?:[a-z -]{0,3}\d){3}")
_EIGHT_SIGNS = re.compile(r"\d(?:[ -]?\d){5}")
GATES = {
    "record-number": _FOUR_DIGITS,
    "insurance-number": _CARD,
    "national-number-named": _FOUR_DIGITS,
    "national-number-bare": _EIGHT_SIGNS,
}


def find(plain: Plain) -> Iterator[Hit]:
    """Record, insurance and national numbers in the text."""
    if not plain.has_digits:
        return
    checks = {
        "record-number": _long_enough,
        "insurance-number": _long_enough,
        "national-number-named": _long_enough,
        "national-number-bare": _checked,
    }
    yield from hits_of("numbers", plain, checks, GATES)


def _long_enough(match: Match[str], low: str) -> bool:
    """Four digits or more, and not merely a year."""
    value = match["v"] if "v" in match.re.groupindex else match[0]
    digits = re.sub(r"\D", "", value)
    return len(digits) >= 4 and not re.fullmatch(r"(?:in )?(?:19|20)\d\d(?:[ -](?:(?:19|20)?\d\d))?", value.strip())


def _checked(match: Match[str], low: str) -> bool:
    tests = {"nhs": nhs_number, "pps": pps_number, "sin": luhn}
    for name, test in tests.items():
        if name in match.re.groupindex:
            return test(re.sub(r"[^\da-z]", "", match[0]))
    return True


def nhs_number(digits: str) -> bool:
    """Modulus 11 over nine digits (NHS Data Dictionary); also the form of the CHI and H&C numbers."""
    check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return check != 10 and check % 11 == int(digits[9])


def pps_number(value: str) -> bool:
    """Irish Personal Public Service number: seven digits, a check letter, perhaps a second letter."""
    second = value[8:9]
    extra = 9 * (ord(second) - ord("a") + 1) if second and second != "w" else 0
    total = sum(int(digit) * (8 - at) for at, digit in enumerate(value[:7])) + extra
    return "wabcdefghijklmnopqrstuv"[total % 23] == value[7]


def luhn(digits: str) -> bool:
    """The check of the Canadian social insurance number."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
