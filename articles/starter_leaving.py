"""Letting go of the starter articles, when a clinic makes the example its own site.

Theirs are those that nobody here has touched: a version by a person, a clinician's signature or a reader's comment (the
made-up ones and answers to them apart) makes an article the clinic's, and it is left alone.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from articles.findable import ref_of
from articles.models import Article, Revision, Term, Topic
from articles.models.article import ArticleQuerySet
from articles.starter import FOLDER, read
from clinic.record import record
from pagecache.generations import forget, forget_site
from search.index import remove as remove_from_search


def untouched() -> ArticleQuerySet:
    """The starter articles as they came, drafts and public ones."""
    slugs = [path.stem for path in (FOLDER / "articles").glob("*.toml")]
    by_people = Revision.objects.filter(article=OuterRef("pk"), created_by__isnull=False)
    real = Q(comments__parent=None) | Q(comments__parent__is_example=False)  # not an answer to a made-up one
    by_readers = Article.objects.filter(real, comments__is_example=False, slug__in=slugs)
    found = Article.objects.filter(~Exists(by_people), slug__in=slugs, signatures=None)
    return found.exclude(pk__in=by_readers.values("pk")).order_by("pk")


def make_drafts(by) -> int:
    """Takes the public ones off the site, as drafts that were never public. Returns how many."""
    with transaction.atomic():
        articles = list(untouched().filter(status=Article.Status.PUBLISHED))
        for article in articles:
            take_off(article)
        record(by, "make starter articles drafts", note=str(len(articles)))
    return len(articles)


def remove(by) -> int:
    """Deletes them, with the topics and words of the glossary that only they needed. Returns how many articles went.

    Sources and pictures stay in the library: readers see none that no article shows. The made-up comments have to be
    gone before; an article that still has one stays.
    """
    with transaction.atomic():
        articles = list(untouched().filter(comments=None))
        for article in articles:
            take_off(article)
            Article.objects.filter(pk=article.pk).update(draft=None)
            article.signoff_requests.all().delete()
            article.delete()
        slugs = [row["slug"] for row in read(FOLDER / "topics.toml")["topic"]]
        Topic.objects.filter(slug__in=slugs, articles=None, former=None).delete()
        slugs = [row["slug"] for row in read(FOLDER / "glossary.toml")["term"]]
        Term.objects.filter(slug__in=slugs, articles=None).delete()
        record(by, "remove starter articles", note=str(len(articles)))
    return len(articles)


def take_off(article: Article) -> None:
    """Off the site and out of the search; what was said about its publications goes with them."""
    remove_from_search(ref_of(article))
    article.corrections.all().delete()
    article.publications.all().delete()
    never = dict.fromkeys(("live", "published_at", "changed_at", "home_place", "scheduled", "publish_at"))
    Article.objects.filter(pk=article.pk).update(status=Article.Status.DRAFT, **never)
    forget(f"article:{article.pk}")
    forget_site()
