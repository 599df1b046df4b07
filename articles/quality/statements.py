"""Each statement about what a treatment does, for good or ill, carries a source, or stands beside one in its paragraph.

The claim checks block what promises too much. This one is advice about sober sentences that nobody can check.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.passages import Sentence, sentences

RULES = Path(__file__).parent / "rules" / "statements.toml"


@lru_cache(maxsize=1)
def patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of the rule file: `subject`, `effect` and `unless`, each over a folded sentence."""
    file = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return {
        name: re.compile("|".join(f"(?:{part})" for part in file[name])) for name in ("subject", "effect", "unless")
    }


def check(content: Content) -> list[Finding]:
    """Advice only. Titles and summaries cite nothing, so they are left to the claim checks."""
    everything = [one for one in sentences(content) if one.field.startswith(("body", "key_points", "facts"))]
    sourced = {(one.field, one.block.start) for one in everything if one.sourced}
    return [
        finding
        for one in everything
        if (one.field, one.block.start) not in sourced and (finding := unsourced(one)) is not None
    ]


def unsourced(sentence: Sentence) -> Finding | None:
    text, rules = sentence.folded.text, patterns()
    if sentence.block.kind == "heading" or text.rstrip().endswith("?") or rules["unless"].search(text):
        return None
    subject = rules["subject"].search(text)
    effect = rules["effect"].search(text, subject.end()) if subject else None
    if effect is None:
        return None
    message = _("This says what a treatment does, and nothing in the paragraph says how that is known.")
    fix = _("Put [@key] behind it, or say that nobody knows.")
    start, end = sentence.folded.span(*effect.span())
    place = sentence.start + start
    values = ("sources-statement", False, message, fix, sentence.text[start:end])
    return Finding(sentence.field, place, sentence.start + end, *values)
