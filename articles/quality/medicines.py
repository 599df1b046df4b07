"""Names of medicines: a brand is not a treatment, and a page gives nobody orders about medicines."""

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.phrases import find_phrases


def check(content: Content) -> list[Finding]:
    return find_phrases("medicines", content)
