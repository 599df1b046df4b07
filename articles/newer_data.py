"""What the library says differently by now than the copies that a page was published with.

Editing a shared row changes no live page: readers keep the words that were checked and signed. This finds the pages
that keep older ones, so that an editor decides whether to publish them anew.
"""

import dataclasses

from articles.content import Content, SourceCopy
from articles.models import Image, Source, Term
from articles.snapshot import copy_definition, copy_image, copy_source

LONGEST = 200  # characters of names that are kept of one page


def newer_in_library(content: Content) -> list[str]:
    """The names of cited sources, pictures and explained words whose entries differ from the copies in `content`.

    A source that was only looked at again is the same source. What was deleted is not newer.
    """
    sources = {row.key: row for row in Source.objects.filter(key__in=[copy.key for copy in content.sources])}
    images = {row.key: row for row in Image.objects.filter(key__in=[copy.key for copy in content.images])}
    slugs = [copy.slug for copy in content.definitions]
    terms = {row.slug: row for row in Term.objects.filter(language=content.language, slug__in=slugs)}
    names = [one.key for one in content.sources if one.key in sources and not is_same(one, sources[one.key])]
    names += [one.key for one in content.images if one.key in images and copy_image(images[one.key]) != one]
    names += [one.name for one in content.definitions if one.slug in terms and copy_definition(terms[one.slug]) != one]
    return names


def is_same(copy: SourceCopy, row: Source) -> bool:
    return dataclasses.replace(copy_source(row), checked_on=copy.checked_on) == copy


def told(names: list[str]) -> str:
    """So many of the names as there is room for."""
    text = ", ".join(names)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rpartition(",")[0] + " …"
