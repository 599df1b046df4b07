"""What stands for topics and sources that stored versions name, after some of them became part of another."""

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from articles.models import FormerSource, FormerTopic, Source, Topic
from articles.rendering.citations import MARK, split_keys
from clinic import languages


def topics_for(numbers: Iterable[int]) -> list[Topic]:
    """The topics behind `numbers` in their order, each once. A number that means nothing any more is left out."""
    numbers = tuple(numbers)
    found = Topic.objects.in_bulk(numbers)
    if missing := [number for number in numbers if number not in found]:
        former = FormerTopic.objects.filter(number__in=missing).select_related("topic")
        found |= {row.number: row.topic for row in former}
    return list(dict.fromkeys(found[number] for number in numbers if number in found))


def topics_named(numbers: Iterable[int]) -> QuerySet[Topic]:
    """The same as a question that can stand inside another one."""
    numbers = tuple(numbers)
    return Topic.objects.filter(Q(pk__in=numbers) | Q(former__number__in=numbers)).order_by()


def topic_called(slug: str, language: str) -> Topic | None:
    """The topic of this address, or what it became part of."""
    if topic := Topic.objects.filter(language=language, slug=slug).first():
        return topic
    former = FormerTopic.objects.filter(language=language, slug=slug).select_related("topic").first()
    return former.topic if former else None


def topic_at(slug: str) -> Topic:
    """The topic at a public address, or what it became part of. Raises Http404."""
    if topic := topic_called(slug, languages.current()):
        return topic
    raise Http404


def topic_numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(topic.pk for topic in topics_for(numbers))


def keys_for(keys: Iterable[str]) -> dict[str, str]:
    """Of `keys`, those that are former ones, each with the key that stands for it now."""
    return dict(FormerSource.objects.filter(key__in=list(keys)).values_list("key", "source__key"))


def sources_for(keys: Iterable[str]):
    """The sources behind `keys`, former ones included."""
    keys = list(keys)
    return Source.objects.filter(key__in=[*keys, *keys_for(keys).values()])


def recite(text: str, now: dict[str, str]) -> str:
    """`text` with former keys in its marks replaced; a mark names each source once."""

    def mark(match: re.Match) -> str:
        written = split_keys(match[1])
        if not now.keys() & set(written):
            return match[0]
        keys = dict.fromkeys(now.get(key, key) for key in written)
        return "[" + "; ".join(f"@{key}" for key in keys) + "]"

    return MARK.sub(mark, text) if now else text
