"""Atom feeds: all articles, and those of one topic. Made from the same rows and states as the lists."""

import re

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.models import Article
from articles.review import reviews_of
from articles.standing import topic_at
from articles.views import moved
from clinic import languages
from clinic.profile import get_profile
from pagecache.public import public_page

MOST = 20
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@public_page()
def all_articles(request):
    return answer(request, _("Articles"), get_profile().tagline, reverse("articles:list"), public())


@public_page()
def of_topic(request, slug):
    topic = topic_at(slug)
    if topic.slug != slug:
        return moved(reverse("articles:topic_feed", args=[topic.slug]))
    return answer(request, topic.title, topic.introduction, topic.get_absolute_url(), public().filter(topics=topic))


def public():
    """What was changed last comes first: a reader who follows the feed learns of corrections as well."""
    return Article.objects.published().filter(language=languages.current()).order_by("-changed_at", "-pk")


def answer(request, title: str, description: str, path: str, articles) -> HttpResponse:
    clinic = get_profile().name
    feed = Atom1Feed(
        title=clean(f"{clinic}: {title}"),
        link=settings.SITE_URL + path,
        description=clean(description),
        language=languages.current(),
        feed_url=settings.SITE_URL + request.path,
        author_name=clean(clinic),
    )
    rows = list(articles.for_cards()[:MOST])
    reviews = reviews_of([article.pk for article in rows])
    for article in rows:
        add(feed, article, reviews[article.pk]["text"])
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def add(feed: Atom1Feed, article: Article, review: str) -> None:
    card = article.card
    address = settings.SITE_URL + article.get_absolute_url()
    feed.add_item(
        title=clean(card["title"]),
        link=address,
        unique_id=address,
        description=clean(f"{card['summary']} ({review})"),
        pubdate=article.published_at,
        updateddate=article.changed_at,
        categories=[clean(topic["title"]) for topic in card["topics"]],
    )


def clean(text: str) -> str:
    """Without what XML cannot hold: such a character would make the whole feed unreadable."""
    return NOT_IN_XML.sub("", text)
