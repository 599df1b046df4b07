"""The languages in which readers can read the site. Its own has plain addresses; each other one its code before them.

A language is public once settings.LANGUAGES has it and everything that `needs` rules has rules for it: claims in
articles, words of distress in comments. No switch opens it before. Which language a page is in, its path says alone:
no cookie and no header, for stored pages are the same for everybody.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.urls import URLPattern, URLResolver, reverse
from django.utils import translation

_rules: dict[str, Callable[[str], bool]] = {}


def needs(what: str, has_rules: Callable[[str], bool]) -> None:
    """Says that a language needs rules for `what` before it is public. For AppConfig.ready()."""
    _rules[what] = has_rules


def lacking(language: str) -> list[str]:
    """What there are no rules for in this language."""
    return [what for what, has_rules in _rules.items() if not has_rules(language)]


def is_public(language: str) -> bool:
    return language == settings.LANGUAGE_CODE or (language in dict(settings.LANGUAGES) and not lacking(language))


def public_languages() -> list[str]:
    """Their codes, the site's own first."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE and is_public(code)]
    return [settings.LANGUAGE_CODE, *others]


def of_path(path: str) -> str:
    """The language of the page at this path."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first and is_public(first) else settings.LANGUAGE_CODE


def current() -> str:
    """The language of the page that is being made."""
    return translation.get_language() or settings.LANGUAGE_CODE


def speaking(language: str) -> translation.override:
    """Words and addresses are in this language inside `with speaking(…):`."""
    return translation.override(language or settings.LANGUAGE_CODE)


def address(language: str, name: str, *args) -> str:
    """The path of a page in a language."""
    with speaking(language):
        return reverse(name, args=args)


def own_name(language: str) -> str:
    """What its speakers call it."""
    try:
        return translation.get_language_info(language)["name_local"].capitalize()
    except KeyError:
        return str(dict(settings.LANGUAGES).get(language, language))


def in_each_language(*patterns: URLPattern | URLResolver) -> list[URLResolver]:
    """Readers' addresses: each exists once in every public language."""
    return [URLResolver(LanguagePrefix(), list(patterns))]


class LanguagePrefix:
    """As Django's own, but fit for the apps' own lists of addresses and not only for the root of all."""

    converters: dict = {}
    name = None

    @property
    def regex(self) -> re.Pattern:
        return re.compile(str(self))

    def match(self, path: str) -> tuple[str, tuple, dict] | None:
        before = str(self)
        return (path.removeprefix(before), (), {}) if path.startswith(before) else None

    def check(self) -> list:
        return []

    def describe(self) -> str:
        return f"'{self}'"

    def __str__(self) -> str:
        language = current()
        return "" if language == settings.LANGUAGE_CODE else f"{language}/"
