"""Checks of an article before it is published. Each module here with a function `check(content)` is one check."""

import dataclasses
import importlib
import logging
import pkgutil
from collections.abc import Callable
from functools import lru_cache

from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality.findings import Finding

log = logging.getLogger(__name__)
Check = Callable[[Content], list[Finding]]


@lru_cache(maxsize=1)
def all_checks() -> dict[str, Check]:
    """Every check by the name of its module. A new one is a new file."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: module.check for name, module in modules.items() if hasattr(module, "check")}


def run_checks(content: Content) -> list[Finding]:
    """What all checks find, in the order of the form. Never raises: a check that breaks is a blocking finding."""
    found: list[Finding] = []
    for name, check in all_checks().items():
        try:
            found += check(content)
        except Exception as error:
            log.error("check %s failed: %s", name, type(error).__name__)  # never the text itself
            found.append(broken(name))
    found = [in_our_language(finding) for finding in found]
    return sorted(set(found), key=lambda finding: (order_of(content, finding.field), finding))


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
