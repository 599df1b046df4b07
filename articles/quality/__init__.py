"""Checks of an article before it is published. Each module here with a function `check(content)` is one check."""

import dataclasses
import importlib
import logging
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality.findings import Finding
from pagecache.pieces import digest_of

log = logging.getLogger(__name__)
Check = Callable[[Content], list[Finding]]


@lru_cache(maxsize=1)
def all_checks() -> dict[str, Check]:
    """Every check by the name of its module. A new one is a new file."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module.check for name, module in modules.items() if hasattr(module, "check")}


@dataclass(frozen=True)
class Asked:
    """All that findings depend on: the words (by their digest), the checks, the language they are told in, and the day,
    since sources grow old."""

    digest: bytes
    checks: tuple[tuple[str, Check], ...]
    language: str | None
    day: date
    content: Content = field(compare=False)


def run_checks(content: Content) -> list[Finding]:
    """What all checks find, in the order of the form. Never raises: a check that breaks is a blocking finding."""
    asked = Asked(digest_of(content), tuple(all_checks().items()), get_language(), date.today(), content)
    try:
        return list(whole_run(asked))
    except Exception:
        return in_order(content, [finding for name, check in asked.checks for finding in one_run(name, check, content)])


@lru_cache(maxsize=64)
def whole_run(asked: Asked) -> tuple[Finding, ...]:
    """Kept while the process lives: a version that nobody changed is opened more often than it is written.

    Raises what a check raises, so that only a run in which each check came to its end is kept.
    """
    content = asked.content
    return tuple(in_order(content, [finding for _name, check in asked.checks for finding in check(content)]))


def one_run(name: str, check: Check, content: Content) -> list[Finding]:
    try:
        return list(check(content))
    except Exception as error:
        log.error("check %s failed: %s", name, type(error).__name__)  # never the text itself
        return [broken(name)]


def in_order(content: Content, found: list[Finding]) -> list[Finding]:
    told = {in_our_language(finding) for finding in found}
    return sorted(told, key=lambda finding: (order_of(content, finding.field), finding))


def in_our_language(finding: Finding) -> Finding:
    """What is not yet in the language of whoever reads it: words of the rule files, which are kept as data and listed
    in rule_words.py, and constants of modules."""
    return dataclasses.replace(finding, message=_(finding.message), fix=_(finding.fix))


def broken(name: str) -> Finding:
    message = _("The check “%(name)s” could not be completed, so nobody knows what it would have found.") % {
        "name": name
    }
    fix = _("Tell whoever keeps the site running; the log has the time.")
    return Finding("", 0, 0, "check-failed", True, message, fix)


def order_of(content: Content, field: str) -> int:
    order = ["title", "summary", *(f"key_points.{n}" for n in range(len(content.key_points))), "body"]
    return order.index(field) if field in order else len(order)
