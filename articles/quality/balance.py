"""A page about a treatment never gives benefits alone (safety.md section 1; facts.md 2.1, rule 7)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.content import FACT_FIELDS, Content
from articles.quality.findings import Finding
from articles.quality.passages import read

MISSING = {
    "how_it_works": gettext_noop("how the treatment may work, and how sure that is"),
    "benefits": gettext_noop("what it may do for some people, with the comparison figures"),
    "risks": gettext_noop("its risks and side effects"),
    "alternatives": gettext_noop("the other choices"),
    "doing_nothing": gettext_noop("what happens without treatment for now"),
    "unknowns": gettext_noop("what nobody knows yet"),
    "licence_status": gettext_noop("whether and for what it is licensed"),
}
WHY = gettext_noop("A page about a treatment must say this too: %(what)s.")


def check(content: Content) -> list[Finding]:
    """Blocking where a fact is missing; advice where risks get much less room than benefits."""
    if content.kind != "treatment":
        return []
    words = {name: len(read(content.facts.get(name, "")).text.split()) for name in FACT_FIELDS}
    found = [missing(name) for name, count in words.items() if not count]
    if words["benefits"] and 0 < words["risks"] < words["benefits"] / 2:
        found.append(lopsided(words["benefits"], words["risks"]))
    return found


def missing(name: str) -> Finding:
    message = _(WHY) % {"what": _(MISSING[name])}
    fix = _("Fill in this field, with sources. “We do not know” is an answer.")
    return Finding(f"facts.{name}", 0, 0, "balance", True, message, fix)


def lopsided(benefits: int, risks: int) -> Finding:
    message = _(
        "Benefits have %(benefits)s words and risks %(risks)s. Readers take the shorter part for the smaller one."
    ) % {"benefits": benefits, "risks": risks}
    fix = _("Give both similar room: shorten the benefits, or say more about the risks.")
    return Finding("facts.risks", 0, 0, "balance-room", False, message, fix)
