"""The languages whose words of distress, danger and identity our screens know. Comments are open in no other."""

LANGUAGES = frozenset({"en"})


def can_screen(language: str) -> bool:
    """Whether comments under a page in `language` ("en", "en-us", "de") can be screened."""
    return language.partition("-")[0].lower() in LANGUAGES
