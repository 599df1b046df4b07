"""Telephone numbers: our own pattern finds candidates, phonenumbers only judges those few characters."""

import itertools
import re
from collections.abc import Iterator

import phonenumbers

from comments.screening.identifiers.clean import help_lines
from comments.screening.identifiers.hits import Hit, hits_of
from comments.screening.identifiers.plain import Plain

COUNTRIES = ("GB", "US", "IE", "AU")  # Canada shares its plan with the United States
NORTH_AMERICAN = re.compile(r"\(?1?[\s.(-]{0,2}[2-9]\d\d\)?[\s./-]{1,2}\d{3}[\s.-]\d{4}")
TOLL_FREE = re.compile(
    r"(?:44|353|61|1)?(?:0?800|0?808|0300|0303|1800|1300|18[0-9]0|800|888|877|866|855|844|833)\d{5,8}"
)
_SEVEN = re.compile(r"\d(?:[^\w\n]{0,4}[\dol]){5}")
_DIGIT = r"(?:oh|o|zero|one|two|three|four|five|six|seven|eight|nine|\d)"
_SPELLED = re.compile(rf"{_DIGIT}[\s,.-]{{1,3}}(?:double |treble |triple )?{_DIGIT}\b")
GATES = {"phone-announced": _SEVEN, "phone-bare": _SEVEN, "phone-spelled": _SPELLED}
_WORDS = {
    word: str(n)
    for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
}
_WORDS |= {"oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "hundred": "00"}
_TIMES = {"double": 2, "triple": 3, "treble": 3}


def find(plain: Plain) -> Iterator[Hit]:
    """Telephone numbers in the text."""
    checks = {
        "phone-announced": lambda match, low: is_number(match["v"], announced=True),
        "phone-bare": lambda match, low: is_number(match[0]),
        "phone-spelled": lambda match, low: is_spelled(match[0]),
    }
    yield from hits_of("phone", plain, checks, GATES)


def digits_of(value: str) -> str:
    """Only the digits, with the letters o and l read as the digits they stand for."""
    return re.sub(r"\D", "", value.replace("o", "0").replace("l", "1"))


def is_number(value: str, *, announced: bool = False) -> bool:
    """Whether these characters are somebody's telephone number; `announced` when the words around say so."""
    digits = digits_of(value)
    if _is_public(digits):
        return False
    if announced or value.lstrip("(").startswith("+"):
        return 7 <= len(digits) <= 15 and "/20" not in value[-6:]
    if TOLL_FREE.fullmatch(digits):
        return False
    if digits.startswith("00"):
        return 11 <= len(digits) <= 15
    if digits[0] == "0" and digits[1:2] in "1234578":
        return len(digits) in (10, 11) or (len(digits) == 9 and not value.isdigit())
    if NORTH_AMERICAN.fullmatch(value):
        return True
    return 10 <= len(digits) <= 11 and _is_valid(digits)


def _is_public(digits: str) -> bool:
    """A line of help that anybody may name."""
    known = help_lines()
    return digits in known or digits.removeprefix("1") in known or digits.removeprefix("0") in known


def _is_valid(digits: str) -> bool:
    for country in COUNTRIES:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(digits, country)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def is_spelled(value: str) -> bool:
    """Whether digits written as words are a number and not somebody counting."""
    digits = ""
    times = 1
    for word in re.findall(r"[a-z]+|\d", value):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        digits += _WORDS.get(word, word) * times
        times = 1
    steps = {int(after) - int(before) for before, after in itertools.pairwise(digits)}
    counting = len(steps) == 1 or digits.startswith(("10987", "98765", "12345", "01234"))
    return 7 <= len(digits) <= 15 and not counting and not _is_public(digits)
