"""Streets with house numbers, post boxes and the postcodes of the five countries."""

import re
from collections.abc import Iterator

from comments.screening.identifiers.hits import Hit, hits_of
from comments.screening.identifiers.plain import Plain

_WITHOUT_DIGITS = ("street", "road", "avenue", "lane", "close", "drive", "crescent", "terrace", "boulevard")

_LETTER_DIGIT = re.compile(r"[a-z]\d")
_FOUR_DIGITS = re.compile(
    r"\d{5}|(?:code|zip|nsw|vic|qld|tas|act|nt|sa|wa|victoria|queensland|tasmania|wales|australia|territory)[^\n\d]{0,20}\d{4}"
)
_STREET = re.compile(
    r"\b(?:st|str(?:eet)?|r(?:oa)?d|av|ave(?:nue)?|la?ne?|cres|crescent|te?rr?a?ce|boulevard|blvd|h(?:igh)?wa?y|pa?ra?de|gardens|gdns|mews|dr|grove|"
    r"close|court|ct|drive|way|place|pl|park|row|hill|walk|circle|cir|trail|quay|rise|view|green|square|sq|cottages?|"
    r"villas|heights|meadows?|wharf|broadway|esplanade|loop|house|lodge|farm|manor|gate|fields?|yard|rue|chemin|allee|via|calle|live[sd]?|living|address)\b"
)
GATES = {
    "street": _STREET,
    "street-capitals": _STREET,
    "postcode-uk": _LETTER_DIGIT,
    "postcode-ie": _LETTER_DIGIT,
    "postcode-ca": _LETTER_DIGIT,
    "postcode-us-au": _FOUR_DIGITS,
    "postcode-state-capitals": re.compile(r"\d{5}"),
}


def find(plain: Plain) -> Iterator[Hit]:
    """Addresses and postcodes in the text."""
    if plain.has_digits or any(word in plain.low for word in _WITHOUT_DIGITS):
        yield from hits_of("addresses", plain, gates=GATES)
