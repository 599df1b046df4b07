"""The home page: made of articles, topics and questions."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from articles import reading
from articles.models import Article
from articles.topics import public_topics
from articles.views import newest
from clinic import languages, structured
from faq import links
from faq.questions import get_questions
from pagecache.public import public_page, valid_until
from portal import old_addresses

START, LATEST, ANSWERS = 3, 4, 3


@public_page(params=old_addresses.VALUES)
def home(request):
    if request.GET:  # “/?p=12”: how another system named its pages; for a number nobody knows, the front page
        return old_addresses.answer(request) or redirect("home")
    valid_until(request, links.next_end(timezone.now()))
    public = Article.objects.published().filter(language=languages.current()).defer("page")
    start = list(public.filter(home_place__isnull=False).order_by("home_place", "pk")[:START])
    shown = [article.pk for article in start]
    cards = reading.cards([*start, *newest().exclude(pk__in=shown).defer("page")[:LATEST]])
    context = {
        "start_here": cards[: len(start)],
        "latest": cards[len(start) :],
        "topics": public_topics(),
        "answers": get_questions()[:ANSWERS],
        "data": structured.script(structured.web_page(reverse("home")), structured.website(), structured.clinic()),
    }
    return render(request, "portal/home.html", context)
