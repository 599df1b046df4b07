"""The languages whose claims our rules can judge. Another one is published once it has rules of its own."""

LANGUAGES = frozenset({"en"})


def has_rules(language: str) -> bool:
    """Whether texts in `language` ("en", "en-us", "de") can be checked; of a variant its language counts."""
    return language.partition("-")[0].lower() in LANGUAGES
