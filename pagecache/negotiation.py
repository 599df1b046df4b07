"""Reading Accept-Encoding as RFC 9110 (12.5.3) says."""

import re
from collections.abc import Container
from functools import lru_cache

# Between encodings a client likes equally, the smallest.
OURS = ("br", "gzip", "identity")
LONGEST_HEADER = 500
LAST = 0.0001
QVALUE = re.compile(r"[01](\.[0-9]{0,3})?")


def best_encoding(header: str, available: Container[str]) -> str:
    """The encoding to send. Identity when the header is absent, when it is not worth reading, and also when
    it forbids everything we have: a page in an unasked encoding serves a reader better than 406."""
    if not header or len(header) > LONGEST_HEADER:
        return "identity"
    for name in _ranked(header):
        if name in available:
            return name
    return "identity"


@lru_cache(maxsize=256)
def _ranked(header: str) -> tuple[str, ...]:
    weights = _weights(header)
    rest = weights.get("*", 0.0)
    # Identity is acceptable unless it is excluded by name or by “*;q=0”, but named encodings come before
    # it.
    own = {"br": rest, "gzip": weights.get("x-gzip", rest), "identity": weights.get("*", LAST)}
    wanted = {name: weights.get(name, own[name]) for name in OURS}
    return tuple(sorted((name for name in OURS if wanted[name] > 0), key=lambda name: -wanted[name]))


def _weights(header: str) -> dict[str, float]:
    weights = {}
    for part in header.split(","):
        name, _separator, parameters = part.partition(";")
        if name := name.strip().lower():
            weights[name] = _quality(parameters)
    return weights


def _quality(parameters: str) -> float:
    """1 without a q; 0 for one that is not a number from 0 to 1, for then we do not know that it is
    wanted."""
    for parameter in parameters.split(";"):
        name, separator, value = parameter.partition("=")
        if separator and name.strip().lower() == "q":
            return _number(value.strip())
    return 1.0


def _number(text: str) -> float:
    return min(1.0, float(text)) if QVALUE.fullmatch(text) else 0.0
