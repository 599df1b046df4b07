"""Numbers as pictures: each rests on a source, stands beside its comparison and can be drawn. All of it blocks."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from articles.content import Content, Figure
from articles.quality.findings import Finding

NO_SOURCE = (
    gettext_noop("This picture of a number has no source."),
    gettext_noop("Name the source's key, so that readers can check it."),
)
NO_COMPARISON = (
    gettext_noop("This picture shows a number without its comparison: many people improve without the treatment too."),
    gettext_noop("Say what it is compared with and how many people it happened to there, or leave the picture out."),
)
NOT_DRAWN = (
    gettext_noop("These numbers cannot be drawn."),
    gettext_noop("A part of 10 to 100 people is needed on both sides."),
)


def check(content: Content) -> list[Finding]:
    """Findings named figures-source, figures-comparison and figures-numbers."""
    return [found for place, figure in enumerate(content.figures) for found in of_one(f"figures.{place}", figure)]


def of_one(field: str, figure: Figure) -> Iterator[Finding]:
    if not figure.source:
        yield Finding(field, 0, 0, "figures-source", True, *NO_SOURCE)
    if not figure.compared.strip():
        yield Finding(field, 0, 0, "figures-comparison", True, *NO_COMPARISON)
    if not (10 <= figure.of <= 100 and 0 <= figure.count <= figure.of and 0 <= figure.compared_count <= figure.of):
        yield Finding(field, 0, 0, "figures-numbers", True, *NOT_DRAWN)
