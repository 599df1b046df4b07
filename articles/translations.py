"""Articles that say the same in different languages: which belong together, and which have fallen behind.

One article is the original; each translation points at it and keeps the clinical digest of the text that it was made
from. When readers of the original get another text, the translation says so until somebody has looked at it.
"""

import dataclasses

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.content import Content
from articles.drafts import create_article
from articles.models import Article
from articles.steps import WrongState, person, require
from clinic import languages
from clinic.record import record
from pagecache.generations import forget_site

SHOWN = ("pk", "language", "slug", "title", "changed_at", "translation_of", "live__digest")


def original_of(article: Article) -> int | None:
    return article.translation_of_id or article.pk


def read_in(article: Article) -> dict:
    """For the article's page: `alternates`, the public articles that say the same, it among them, in the order of the
    site's languages (none where it stands alone); and `behind`, the original that has changed since, or None.

    Asks the database only where the site has a second public language."""
    public = languages.public_languages()
    if article.pk is None or len(public) == 1:
        return {"alternates": [], "behind": None}
    rows = Article.objects.published().filter(of_group(original_of(article)), language__in=public)
    group = sorted(rows.values(*SHOWN), key=lambda row: public.index(row["language"]))
    original = next((row for row in group if row["pk"] == article.translation_of_id), None)
    behind = original and original["live__digest"] != article.translated_digest
    return {
        "alternates": [shown(row) for row in group] if len(group) > 1 else [],
        "behind": shown(original) | {"changed_at": original["changed_at"]} if original and behind else None,
    }


def of_group(original: int | None) -> Q:
    return Q(pk=original) | Q(translation_of=original)


def shown(row: dict) -> dict:
    return {
        "language": row["language"],
        "name": languages.own_name(row["language"]),
        "title": row["title"],
        "url": languages.address(row["language"], "articles:article", row["slug"]),
    }


def groups_of_all() -> dict[int, list[dict]]:
    """For the sitemap: the alternates of each public article that has any, by its number."""
    public = languages.public_languages()
    if len(public) == 1:
        return {}
    linked = Article.objects.published().filter(language__in=public)
    linked = linked.filter(Q(translation_of__isnull=False) | Q(translations__isnull=False)).distinct().order_by("pk")
    groups: dict[int, list[dict]] = {}
    for row in linked.values(*SHOWN):
        groups.setdefault(row["translation_of"] or row["pk"], []).append(row)
    return {
        row["pk"]: [shown(other) for other in group] for group in groups.values() if len(group) > 1 for row in group
    }


def languages_left(article: Article) -> list[str]:
    """Those of the site in which there is neither this article nor a translation of it."""
    there = set(Article.objects.filter(of_group(original_of(article))).values_list("language", flat=True))
    return [code for code, _name in settings.LANGUAGES if code not in there]


def is_behind(article: Article) -> bool:
    """Whether readers of the original have got another text since this translation was last looked at."""
    original = article.translation_of
    return bool(original and original.live and original.live.digest != article.translated_digest)


def start(article: Article, by, *, language: str) -> Article:
    """A draft in `language`, with the words of `article` to be translated. Raises WrongState."""
    if language not in languages_left(article):
        raise WrongState(_("There is a translation into this language already, or the site does not have it."))
    original = article.translation_of or article
    revision = original.live or original.draft
    if revision is None:
        raise WrongState(_("There is no text yet that could be translated."))
    content = Content.from_json(revision.content)
    # Topics and related articles belong to a language; what has changed was said of the original.
    words = dataclasses.replace(content, language=language, topics=(), related=(), change_note="")
    try:
        with transaction.atomic():
            made = create_article(words, by, slug=original.slug)
            link(made, by, original=original)
    except IntegrityError:
        raise WrongState(_("Another article in this language has the same address.")) from None
    return made


def link(article: Article, by, *, original: Article | None) -> None:
    """Say that `article` is a translation of `original` as it is now; with None, that it stands alone.
    Raises WrongState, or IntegrityError where there is one in its language already."""
    require(by, "articles.change_article")
    if original is not None:
        refuse_odd(article, original)
    text = original and (original.live or original.draft)
    digest = text.digest if text else ""
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(translation_of=original, translated_digest=digest)
        record(person(by), "link translation" if original else "unlink translation", article, str(original or ""))
        forget_site()
    article.refresh_from_db()


def refuse_odd(article: Article, original: Article) -> None:
    if original.language == article.language:
        raise WrongState(_("Both are in the same language."))
    if original.translation_of_id is not None:
        raise WrongState(_("That one is a translation itself. Choose its original."))
    if article.translations.exists():
        raise WrongState(_("This article has translations of its own, so it is an original."))


def confirm(article: Article, by) -> None:
    """Say that the translation, as readers have it, says what the original says now."""
    if article.translation_of is None:
        raise WrongState(_("This article is no translation."))
    link(article, by, original=article.translation_of)
