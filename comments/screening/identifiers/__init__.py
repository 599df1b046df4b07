"""The identity shield: what in a text could tell who somebody is.

Rules are in rules/identifiers/<family>.toml. Each family is a module with `find(plain) -> Iterator[Hit]`.
"""

from comments.screening.finding import Finding
from comments.screening.folding import Folded, fold
from comments.screening.identifiers import addresses, dates, email, handles, names, numbers, phone, urls
from comments.screening.identifiers.clean import clean_spans
from comments.screening.identifiers.hits import Hit
from comments.screening.identifiers.plain import Plain, plainly

# Where two overlap, the family named first keeps the place: the digits of a passport are not a telephone number too.
FAMILIES = (email, urls, numbers, dates, handles, addresses, phone, names)
_NEVER_QUIET = frozenset(("email", "url", "handle", "clinician_name", "person_name", "age"))


def screen(text: str, folded: Folded) -> list[Finding]:
    """Identifiers in `text`, by place, not overlapping. `folded` is not used: digits and signs matter here."""
    plain = plainly(text)
    found = [
        Finding("identifiers", hit.kind, "", *plain.original_span(hit.start, hit.end), hit.rule) for hit in _hits(plain)
    ]
    return sorted(found, key=lambda finding: finding.start)


def in_words(text: str) -> list[tuple[str, str]]:
    """The kind and the words of each identifier in `text`, in order. For settings.FIND_IDENTIFIERS."""
    return [(found.kind, text[found.start : found.end]) for found in screen(text, fold(text))]


def _hits(plain: Plain) -> list[Hit]:
    taken = bytearray(len(plain.text))
    quiet: bytearray | None = None
    kept = []
    for family in FAMILIES:
        for hit in family.find(plain):
            if quiet is None:
                quiet = _quiet(plain)
            if any(taken[hit.start : hit.end]) or (hit.kind not in _NEVER_QUIET and any(quiet[hit.start : hit.end])):
                continue
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            kept.append(hit)
    return kept


def _quiet(plain: Plain) -> bytearray:
    """Which characters belong to a paper's number, a dose, a price or another clean thing."""
    quiet = bytearray(len(plain.text))
    for start, end in clean_spans(plain):
        quiet[start:end] = b"\1" * (end - start)
    return quiet
