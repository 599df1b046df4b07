"""No amount that a reader could copy at home (facts.md 2.1, rule 6)."""

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.phrases import find_phrases


def check(content: Content) -> list[Finding]:
    return find_phrases("doses", content)
