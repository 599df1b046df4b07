"""What search knows of an article: the words of its page, as published."""

import re
from collections.abc import Iterator

from articles.content import Content
from articles.models import Article
from articles.rendering import structure
from articles.rendering.citations import MARK
from search.index import Document, provide, put, remove, set_end
from search.models import Entry

BLOCKS = ("p", "h2", "h3", "h4", "li", "tr", "caption", "figcaption")
SPACE_BEFORE_STOP = re.compile(r"\s+([.,;:!?)])")


def document_of(article: Article, content: Content) -> Document:
    """The search document of what is live. Source marks and HTML stay out of it."""
    parts = [
        *content.key_points,
        *(figure.sentence for figure in content.figures),
        content.body,
        *content.facts.values(),
        *content.questions,
    ]
    return Document(
        ref=ref_of(article),
        kind="article",
        language=article.language,
        url=article.get_absolute_url(),
        title=content.title,
        keywords=tuple(content.keywords),
        summary=content.summary,
        body="\n".join(plain(part) for part in parts),
        topics=tuple(article.topics.values_list("slug", flat=True)),
        review_by=content.review_date,
        ends_at=article.expire_at,
    )


def ref_of(article: Article) -> str:
    return f"article:{article.pk}"


def plain(html: str) -> str:
    """The words of a text, a line for each block and each row of a table, so that the passage a search shows does not
    run from one into the next. Without source marks, and without the space that taking tags away leaves before a stop.
    """
    if not html:
        return ""
    soup = structure.parse(" ".join(html.split()))
    for cell in soup.select("th:not(:last-child), td:not(:last-child)"):
        cell.append(" · ")
    for block in soup.find_all(BLOCKS):
        block.append(" " if block.find_parent(("th", "td")) else "\n")
    lines = (" ".join(line.split()).strip(" ·") for line in MARK.sub("", soup.get_text(" ")).split("\n"))
    return "\n".join(SPACE_BEFORE_STOP.sub(r"\1", line) for line in lines if line)


def public_documents() -> Iterator[Document]:
    articles = Article.objects.published().select_related("live").prefetch_related("topics")
    for article in articles.iterator(chunk_size=200):
        yield document_of(article, Content.from_json(article.live.content))


def index_what_differs() -> int:
    """Mends the index where it and what is public have come apart: after an upgrade, a restore, or planned moments.
    Returns how many entries that were."""
    public = {ref_of(article): article for article in Article.objects.published().only("pk", "expire_at")}
    indexed = dict(Entry.objects.filter(kind=Entry.Kind.ARTICLE).values_list("ref", "ends_at"))
    for ref in set(indexed) - set(public):
        remove(ref)
    other_ends = [ref for ref in set(indexed) & set(public) if indexed[ref] != public[ref].expire_at]
    for ref in other_ends:
        set_end(ref, public[ref].expire_at)
    missing = [public[ref].pk for ref in set(public) - set(indexed)]
    for article in Article.objects.published().filter(pk__in=missing).select_related("live"):
        put(document_of(article, Content.from_json(article.live.content)))
    return len(set(indexed) ^ set(public)) + len(other_ends)


provide("article", public_documents, lambda: Article.objects.published().count())
