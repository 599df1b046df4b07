"""How much there is to read: of each topic that has something, and in all."""

from django.db.models import Count

from articles.models import Article, Topic
from clinic import languages
from pagecache.remembered import until_the_site_changes

COUNTED_FOR = 60  # seconds: an end that was planned passes without anybody's doing


def public_topics() -> list[Topic]:
    """In the order that editors gave them, each with `article_count`: how many articles the public can read now."""
    language = languages.current()
    counts = articles_of_topics(language)
    topics = list(Topic.objects.filter(language=language, pk__in=counts))
    for topic in topics:
        topic.article_count = counts[topic.pk]
    return topics


@until_the_site_changes(COUNTED_FOR)
def articles_of_topics(language: str) -> dict[int, int]:
    """Numbers of public articles by their topic's key. Counting ten thousand takes longer than the rest of a page."""
    public = Article.objects.published().filter(language=language, topics__isnull=False)
    return dict(public.order_by().values_list("topics").annotate(Count("pk", distinct=True)))


@until_the_site_changes(COUNTED_FOR)
def articles_in(language: str) -> int:
    """The number of public articles."""
    return Article.objects.published().filter(language=language).count()
