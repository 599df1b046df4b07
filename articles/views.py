"""Pages of articles and topics. Short: find, hand over, render."""

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import index, reading, sharing
from articles.hub import hub_of
from articles.models import Article, Author
from articles.standing import topic_at
from articles.structured import topic_data
from articles.topics import articles_in, articles_of_topics, public_topics
from clinic import languages
from pagecache.public import depends_on, public_page, valid_until

PER_PAGE = 12


@public_page()
def article(request, slug):
    try:
        found = reading.get_public_article(slug)
    except reading.GivenUp:
        return render(request, "articles/withdrawn.html", {"given_up": True}, status=410)
    except reading.Withdrawn as gone:
        return withdrawn(request, gone.article)
    if found.slug != slug:
        return moved(found.get_absolute_url())
    context = reading.page_context(found)
    response = render(request, "articles/article.html", context)
    depends_on(response, f"article:{found.pk}")
    valid_until(response, reading.still_to_come(reading.end_of(context["page"]["next_review_on"])))
    valid_until(response, found.expire_at)
    return response


def moved(address: str) -> HttpResponsePermanentRedirect:
    """To where the article is now. Browsers keep such an answer for ever unless told otherwise; it may move back."""
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = "max-age=300"
    return response


@require_safe
def shared(request, token):
    """A draft, for somebody with the link. No cache, no search engine and no other site learns of the address."""
    link = sharing.find(token)
    revision = link and (link.revision or link.article.draft)
    if link is None or revision is None:  # over, taken back and unknown look alike: the address tells nobody anything
        response = render(request, "articles/shared_dead.html", {"status": 404}, status=404)
    else:
        context = reading.preview_context(link.article, revision, kind="shared") | {"link": link}
        response = render(request, "articles/article.html", context)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@public_page()
def changes(request, slug):
    """What differs between the version that a clinician signed and the one that readers see."""
    try:
        found = reading.get_public_article(slug)
    except reading.Withdrawn as gone:
        return withdrawn(request, gone.article)
    response = render(request, "articles/changes.html", reading.changes_context(found))
    depends_on(response, f"article:{found.pk}")
    return response


def withdrawn(request, gone: Article):
    other = gone.replacement
    context = {
        "title": gone.title,
        "reason": gone.withdrawn_reason or gone.expire_reason,
        "withdrawn_at": gone.withdrawn_at,
        "replacement": {"title": other.title, "url": other.get_absolute_url()} if other and other.is_public else None,
    }
    response = render(request, "articles/withdrawn.html", context, status=410)
    depends_on(response, f"article:{gone.pk}")
    return response


@public_page(params=("page",))
def article_list(request):
    page = page_of(request, newest(), articles_in(languages.current()))
    return render(request, "articles/list.html", {"page_obj": page, "topics": public_topics()})


@public_page()
def topics(request):
    return render(request, "articles/topics.html", {"topics": public_topics()})


@public_page(params=("page",))
def topic(request, slug):
    found = topic_at(slug)
    if found.slug != slug:
        return moved(found.get_absolute_url())
    here = articles_of_topics(found.language).get(found.pk, 0)
    page = page_of(request, newest().filter(topics=found), here)
    context = {
        "topic": found,
        "page_obj": page,
        "hub": hub_of(found, newest()) if page.number == 1 else None,
        "feed": {"title": found.title, "url": reverse("articles:topic_feed", args=[slug])},
        "data": topic_data(found),
    }
    return render(request, "articles/topic.html", context)


@public_page()
def alphabetical(request):
    return render(request, "articles/a_to_z.html", {"lines": index.a_to_z()})


@public_page(params=("page",))
def letter(request, key):
    """One letter of the A to Z, where the whole would be too long for a page."""
    wanted, number = index.letter_at(key), page_number(request)
    try:
        lines = index.under(wanted, number)
    except index.NoSuchPage:
        raise Http404 from None
    shown = index.shown(wanted)
    if key != shown["key"]:
        return moved(reverse("articles:letter", args=[shown["key"]]))
    return render(request, "articles/a_to_z.html", {"lines": lines, "current": shown})


@public_page()
def glossary(request):
    return render(request, "articles/glossary.html", {"letters": index.glossary()})


@public_page()
def author(request, slug):
    """Only authors of something public have a page: a name alone is nobody's business."""
    public = Prefetch("articles", queryset=newest(), to_attr="public_articles")
    found = get_object_or_404(Author.objects.prefetch_related(public), slug=slug)
    if not found.public_articles:
        raise Http404
    return render(request, "articles/author.html", {"author": found, "cards": reading.cards(found.public_articles)})


def newest():
    return Article.objects.published().filter(language=languages.current()).order_by("-published_at", "-pk")


def page_of(request, articles, count: int):
    """The page of cards that `?page=` asks for, of `count` articles. Raises Http404 for a number that is none or too
    high."""
    paginator = Paginator(articles.defer("page"), PER_PAGE)
    paginator.count = count  # known without a query that reads every article
    try:
        page = paginator.page(page_number(request))
    except EmptyPage:
        raise Http404 from None
    page.object_list = reading.cards(page.object_list)
    return page


def page_number(request) -> int:
    """What `?page=` asks for. Raises Http404 for what is no number."""
    number = request.GET.get("page", "1")
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        raise Http404
    return int(number)
