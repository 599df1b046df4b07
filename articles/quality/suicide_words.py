"""Safe words about suicide, after the guidance that helplines and health bodies give to those who write."""

from articles.content import Content
from articles.quality.findings import Finding
from articles.quality.phrases import find_phrases


def check(content: Content) -> list[Finding]:
    return find_phrases("suicide_words", content)
