"""Which pages of this site that the FAQ's answers link to can be opened by readers: asked of the database whenever the
site changes, and written where the questions find it without asking (faq/links.py)."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from articles.models import Article, Author, FormerTopic, Redirect, Topic
from clinic import languages
from faq import links
from faq.questions import get_faq

Slug = tuple[str, str]  # with its language before it
Slugs = dict[Slug, datetime | None]  # and when the page ends


def write() -> bool:
    """Writes the file where it differs from the database; whether it did."""
    public = public_paths(linked())
    if not public and not links.copy_path().exists():
        return False
    return links.write_copy(public)


def linked() -> set[str]:
    """The paths of this site that any answer links to."""
    questions = [one for code in ("", *dict(settings.LANGUAGES)) for one in get_faq(code).questions]
    return {path for question in questions for path in links.paths_in(question.html)}


def public_paths(paths: Iterable[str]) -> dict[str, datetime | None]:
    """Those of the paths where a reader finds an article, a topic or an author, each with the moment at which it is
    planned to end."""
    sought: dict[str, dict[str, Slug]] = {name: {} for name in ASKED}
    for path in paths:
        if (match := links.page_at(path)) and match.view_name in ASKED:
            sought[match.view_name][path] = (languages.of_path(path), match.kwargs["slug"])
    public = {}
    for name, named in sought.items():
        rows = ASKED[name]({slug for _language, slug in named.values()}) if named else {}
        public |= {path: rows[slug] for path, slug in named.items() if slug in rows}
    return public


def articles(slugs: set[str]) -> Slugs:
    """Those that are public, by their address or by one that they had before."""
    public = Article.objects.published()
    former = Redirect.objects.filter(slug__in=slugs, gone=False, article__in=public)
    moved = former.values_list("language", "slug", "article__expire_at")
    here = public.filter(slug__in=slugs).values_list("language", "slug", "expire_at")
    return {(language, slug): end for language, slug, end in [*moved, *here]}


def topics(slugs: set[str]) -> Slugs:
    """Those there are, by their address or by that of a topic that became part of them."""
    found = [model.objects.filter(slug__in=slugs).values_list("language", "slug") for model in (FormerTopic, Topic)]
    return dict.fromkeys(pair for pairs in found for pair in pairs)


def authors(slugs: set[str]) -> Slugs:
    public = Author.objects.filter(slug__in=slugs, articles__in=Article.objects.published())
    return dict.fromkeys(public.values_list("articles__language", "slug"))


ASKED = {"articles:article": articles, "articles:topic": topics, "articles:author": authors}
