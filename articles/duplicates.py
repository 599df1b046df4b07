"""Making one of two topics, or of two sources, that mean the same. What the one led to, the other leads to.

No text of a live page changes by it. A topic is navigation: its articles are listed under the other at once.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import ManyToOneRel, Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, FormerSource, FormerTopic, Source, Topic
from articles.publishing import refresh_projection
from articles.steps import WrongState, person, require
from clinic.record import record
from pagecache.generations import forget_site
from search.models import Entry

AT_ONCE = 50  # pages rendered again in one go; the worker takes the rest in turns


def join_topics(gone: Topic, kept: Topic, by) -> FormerTopic:
    """Make `gone` part of `kept`: its articles, drafts, address and feed lead there. Raises WrongState."""
    require(by, "articles.change_topic")
    refuse_joining_topics(gone, kept)
    with transaction.atomic():
        rows = {row.pk: row for row in Topic.objects.select_for_update().filter(pk__in=[gone.pk, kept.pk])}
        if len(rows) < 2:
            raise WrongState(_("Somebody has merged or deleted one of the two meanwhile."))
        FormerTopic.objects.filter(topic=gone).update(topic=kept, next_try_at=timezone.now())  # no chains
        free_address(gone)
        names = {"language": gone.language, "slug": gone.slug, "title": gone.title}
        values = {"topic": kept, "by": person(by), "next_try_at": timezone.now()}
        former = FormerTopic.objects.create(number=gone.pk, **names, **values)
        move_articles(Article.topics.through, "topic_id", gone, kept)
        move_the_rest(gone, kept)
        record(person(by), "merge topics", kept, f"“{gone.title}” ({gone.slug}) → “{kept.title}” ({kept.slug})")
        gone.delete()
        forget_site()
    refresh_pages(former)
    return former


def free_address(gone: Topic) -> None:
    """A topic of this address was merged before: it keeps its number, which stored versions name, without an address.

    No site has the language "", so the number can stand for the address there.
    """
    for earlier in FormerTopic.objects.filter(language=gone.language, slug=gone.slug):
        earlier.language, earlier.slug = "", str(earlier.number)
        earlier.save(update_fields=["language", "slug"])


def refuse_joining_topics(gone: Topic, kept: Topic) -> None:
    """Raises WrongState, in words for the editor, where the two cannot become one."""
    if gone.pk == kept.pk:
        raise WrongState(_("These are the same topic. Choose another one."))
    if gone.language != kept.language:
        raise WrongState(_("The two topics belong to different languages, so their readers are not the same."))
    answers = Entry.objects.filter(kind=Entry.Kind.ANSWER, language=gone.language).values_list("topics", flat=True)
    if number := sum(gone.slug in topics for topics in answers):
        text = ngettext(
            "%(number)d answer of the FAQ names “%(topic)s” in its file. Let this topic stay and merge the other into "
            "it, or change the file first.",
            "%(number)d answers of the FAQ name “%(topic)s” in their files. Let this topic stay and merge the other "
            "into it, or change the files first.",
            number,
        )
        raise WrongState(text % {"number": number, "topic": gone.title})


def join_sources(gone: Source, kept: Source, by) -> FormerSource:
    """Make `gone` part of `kept`. Drafts that cite it cite the other once they are saved again. Raises WrongState.

    Live pages and every stored version keep the copy they were published or saved with.
    """
    require(by, "articles.change_source")
    refuse_joining_sources(gone, kept)
    with transaction.atomic():
        rows = {row.pk: row for row in Source.objects.select_for_update().filter(pk__in=[gone.pk, kept.pk])}
        if len(rows) < 2:
            raise WrongState(_("Somebody has merged or deleted one of the two meanwhile."))
        FormerSource.objects.filter(source=gone).update(source=kept)
        values = {"title": gone.title, "source": kept, "by": person(by), "at": timezone.now()}
        former, _new = FormerSource.objects.update_or_create(key=gone.key, defaults=values)
        move_articles(Article.sources.through, "source_id", gone, kept)
        move_the_rest(gone, kept)
        record(person(by), "merge sources", kept, f"{gone.key} → {kept.key}: {gone.title}")
        gone.delete()
    return former


def refuse_joining_sources(gone: Source, kept: Source) -> None:
    """Raises WrongState where the two are one already."""
    if gone.pk == kept.pk:
        raise WrongState(_("These are the same source. Choose another one."))


def move_articles(through: type[Model], column: str, gone: Model, kept: Model) -> None:
    rows = through._default_manager
    have = set(rows.filter(**{column: kept.pk}).values_list("article_id", flat=True))
    others = rows.filter(**{column: gone.pk}).values_list("article_id", flat=True)
    moved = [through(article_id=pk, **{column: kept.pk}) for pk in others if pk not in have]
    rows.bulk_create(moved, batch_size=1000, ignore_conflicts=True)
    rows.filter(**{column: gone.pk}).delete()


def move_the_rest(gone: Model, kept: Model) -> None:
    """Let every other row that leads to `gone` lead to `kept`: deleting `gone` would take it along.

    Rows of apps that this one knows nothing of are among them, such as the addresses of an old site.
    """
    for relation in gone._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            name = relation.field.name
            relation.related_model._base_manager.filter(**{name: gone.pk}).update(**{name: kept.pk})


def refresh_pages(former: FormerTopic) -> datetime | None:
    """Render live pages that still lead to the former address. Returns when to go on, or None when all are done."""
    address = reverse("articles:topic", args=[former.slug])
    shown = Article.objects.filter(topics=former.topic, status=Article.Status.PUBLISHED)
    stale = [
        pk
        for pk, topics in shown.values_list("pk", "card__topics").iterator()
        if any(topic["url"] == address for topic in topics or ())
    ]
    for article in Article.objects.filter(pk__in=stale[:AT_ONCE]):
        refresh_projection(article)
    if len(stale) > AT_ONCE:
        return timezone.now()
    FormerTopic.objects.filter(pk=former.pk).update(next_try_at=None)
    return None
