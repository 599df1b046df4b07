"""Short codes for paper: typed from a leaflet by somebody with poor eyes, so no two characters look alike."""

import secrets

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's 32: no i, l, o or u
LENGTH = 8  # 32^8 is a million million: nobody finds leaflets by trying
READ_AS = str.maketrans("ilo", "110", "-")


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def read_code(typed: str) -> str:
    """The code that somebody meant: capitals, hyphens and the letters that are mistaken for digits do not matter."""
    return typed.lower().translate(READ_AS)
