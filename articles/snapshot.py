"""Taking copies: from what an editor wrote to a Content that stands by itself."""

import dataclasses

from django.conf import settings
from django.urls import Resolver404, resolve

from articles.content import Content, DefinitionCopy, ImageCopy, LinkCopy, SourceCopy
from articles.images import renditions_of
from articles.models import Article, Author, Image, Redirect, Source, Term
from articles.rendering import Surroundings, structure
from articles.rendering.citations import cited_keys
from articles.rendering.definitions import used_words
from articles.rendering.pictures import key_in
from articles.sanitising import clean
from articles.standing import keys_for, recite, topic_numbers, topics_for
from clinic import languages

SOURCE_FIELDS = [item.name for item in dataclasses.fields(SourceCopy)]


def complete(content: Content) -> Content:
    """`content` with clean HTML and fresh copies of every source, image and link that it names.

    Names that lead nowhere are left out of the copies; `missing_for_publishing` reports them. Raises TooLong.
    """
    facts = {name: cleaned for name, html in content.facts.items() if (cleaned := clean(html))}
    content = dataclasses.replace(content, body=describe_images(clean(content.body)), facts=facts)
    content = up_to_date(content)
    return dataclasses.replace(
        content,
        sources=copy_sources(content),
        images=copy_images(content),
        links=copy_links(content),
        definitions=copy_definitions(content),
    )


def up_to_date(content: Content) -> Content:
    """`content` with what stands now for topics and cited sources that became part of another."""
    now = keys_for(cited_keys(texts_in_page_order(content)))
    return dataclasses.replace(
        content,
        topics=topic_numbers(content.topics),
        body=recite(content.body, now),
        key_points=tuple(recite(point, now) for point in content.key_points),
        facts={name: recite(html, now) for name, html in content.facts.items()},
        figures=tuple(
            dataclasses.replace(figure, source=now.get(figure.source, figure.source)) for figure in content.figures
        ),
    )


def texts_in_page_order(content: Content) -> list[str]:
    """The texts that may cite sources, in the order in which the page shows them."""
    return [
        *content.key_points,
        *(figure.sentence for figure in content.figures),
        content.body,
        *(html for _name, html in content.facts_in_order),
    ]


def copy_sources(content: Content) -> tuple[SourceCopy, ...]:
    keys = cited_keys(texts_in_page_order(content))
    rows = {source.key: source for source in Source.objects.filter(key__in=keys)}
    return tuple(copy_source(rows[key]) for key in keys if key in rows)


def copy_source(source: Source) -> SourceCopy:
    values = {name: getattr(source, name) for name in SOURCE_FIELDS}
    values["checked_on"] = source.checked_on.isoformat()
    return SourceCopy(**values)


def copy_definitions(content: Content) -> tuple[DefinitionCopy, ...]:
    """The words of the glossary that the texts use, in order of first use."""
    terms = Term.objects.filter(language=content.language)
    return used_words(texts_in_page_order(content), [copy_definition(term) for term in terms])


def copy_definition(term: Term) -> DefinitionCopy:
    forms, apart = tuple(term.forms.splitlines()), tuple(term.apart.splitlines())
    return DefinitionCopy(term.slug, term.name, term.definition, forms, apart)


def describe_images(body: str) -> str:
    """Give pictures without words of their own the library's, so that revision and digest hold what is shown."""
    if "<img" not in body:
        return body
    soup = structure.parse(body)
    silent = [img for img in soup.find_all("img") if not img.get("alt")]
    words = dict(Image.objects.filter(key__in=image_keys(body)).values_list("key", "alt"))
    for img in silent:
        img["alt"] = words.get(key_in(structure.attribute(img, "src")), "")
    return str(soup) if silent else body


def image_keys(body: str) -> list[str]:
    keys = [key_in(structure.attribute(img, "src")) for img in structure.tags_in(body, "img")]
    return [key for key in keys if key]


def copy_images(content: Content) -> tuple[ImageCopy, ...]:
    keys = dict.fromkeys([content.image, *image_keys(content.body)])
    rows = {image.key: image for image in Image.objects.filter(key__in=keys)}
    return tuple(copy_image(rows[key]) for key in keys if key in rows)


def copy_image(row: Image) -> ImageCopy:
    values = ("key", "sha256", "width", "height", "credit", "focal_x", "focal_y")
    return ImageCopy(**{name: getattr(row, name) for name in values}, alt="" if row.decorative else row.alt)


def copy_links(content: Content) -> tuple[LinkCopy, ...]:
    places = {path: (language_of(path), slug) for path in internal_paths(content) if (slug := article_slug(path))}
    slugs = {slug for _language, slug in places.values()}
    former = Redirect.objects.filter(slug__in=slugs).values_list("language", "slug", "article")
    now = Article.objects.filter(slug__in=slugs).values_list("language", "slug", "pk")
    ids = {(language, slug): number for language, slug, number in [*former, *now]}
    return tuple(LinkCopy(path, ids[place]) for path, place in places.items() if place in ids)


def internal_paths(content: Content) -> list[str]:
    paths: dict[str, bool] = {}
    for html in (content.body, *content.facts.values()):
        paths |= {address.partition("#")[0]: True for address in structure.addresses_in(html)}
    return [path for path in paths if path.startswith("/") and not path.startswith("//")]


def language_of(path: str) -> str:
    """By its beginning, and also where that language is not public yet: links between drafts are known."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def article_slug(path: str) -> str:
    try:
        with languages.speaking(language_of(path)):
            match = resolve(path)
    except Resolver404:
        return ""
    return match.kwargs.get("slug", "") if match.view_name == "articles:article" else ""


def surroundings(content: Content) -> Surroundings:
    """The rows beside `content` that its page needs, as they are now."""
    ids = [link.article for link in content.links]
    rows = Article.objects.only("pk", "language", "slug").in_bulk(ids)
    addresses = {link.href: rows[link.article].get_absolute_url() for link in content.links if link.article in rows}
    author = Author.objects.filter(pk=content.author).first() if content.author else None
    topics = topics_for(content.topics)
    return Surroundings(
        addresses=addresses,
        renditions=renditions_of(content.images),
        author=describe_author(author, content.language),
        topics=[{"title": topic.title, "url": topic.get_absolute_url()} for topic in topics],
    )


def describe_author(author: Author | None, language: str) -> dict | None:
    if author is None:
        return None
    return {
        "name": author.name,
        "credentials": author.credentials,
        "disclosure": author.disclosure,
        "url": languages.address(language, "articles:author", author.slug),
    }


def empty_content(language: str = "") -> Content:
    return Content(title="", language=language or settings.LANGUAGE_CODE)
