"""The home page: made of articles, topics and questions."""

from django.conf import settings
from django.shortcuts import render

from articles import reading
from articles.models import Article
from articles.views import newest, public_topics
from clinic import structured
from faq.questions import get_questions
from pagecache.public import public_page

START, LATEST, ANSWERS = 3, 4, 3


@public_page()
def home(request):
    public = Article.objects.published().filter(language=settings.LANGUAGE_CODE).defer("page")
    start = list(public.filter(home_place__isnull=False).order_by("home_place", "pk")[:START])
    shown = [article.pk for article in start]
    latest = newest().exclude(pk__in=shown).defer("page")[:LATEST]
    context = {
        "start_here": reading.cards(start),
        "latest": reading.cards(latest),
        "topics": public_topics(),
        "answers": get_questions()[:ANSWERS],
        "data": structured.script(structured.web_page("/"), structured.website(), structured.clinic()),
    }
    return render(request, "portal/home.html", context)
