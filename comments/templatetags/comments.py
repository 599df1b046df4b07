import re

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from clinic.holidays import Closing
from clinic.profile import get_profile
from comments.forms import CommentForm
from comments.opening import Away, Closed, changes_at
from comments.reading import Threads, read_threads
from comments.views import place_of_form
from pagecache.pieces import piece
from pagecache.public import depends_on, valid_until

register = template.Library()
SECTION = re.compile(r'<h2 id="([\w-]+)">(.*?)</h2>', re.DOTALL)
TAG = re.compile(r"<[^<>]*>")


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, article: Article):
    """The public comments on an article (the first page of them) and the form at #reply."""
    now = timezone.now()
    if request := getattr(context, "request", None):
        depends_on(request, f"article:{article.pk}")
        for moment in changes_at(article, now):
            valid_until(request, moment)
    return {"article": article, "threads": read_threads(article)} | place_of_form(article, now)


@register.simple_tag
def comment_threads(threads: Threads, article: Article, closed: Closed | None) -> str:
    """The list of threads, each comment with a link for answering it while there is a form."""
    values = {
        "comments": threads.comments,
        "slug": article.slug,
        "takes_answers": closed is None,
        "clinic": {"name": get_profile().name},
    }
    return piece("comments/_threads.html", values)


@register.simple_tag
def blank_reply(article: Article, closed: Closed | None, away: Away | None, closings: tuple[Closing, ...]) -> str:
    """The form for a comment as everybody finds it, or the words that say why there is none."""
    slug = "" if closed else article.slug
    values = {"clinic": get_profile(), "closed": closed, "away": away, "closings": closings, "slug": slug}
    return piece("comments/_reply.html", values, lambda: {"form": None if closed else CommentForm(article=article)})


@register.filter
def with_feedback(body: SafeString, article: Article) -> SafeString:
    """An article's shown HTML with “Something wrong or unclear here?” at the end of each of its sections.

    Only our own link is put between the sections: what is safe stays safe.
    """
    starts = list(SECTION.finditer(body))
    address = reverse("comments:feedback", args=[article.slug])
    if not starts:
        return mark_safe(body + piece("comments/_feedback_link.html", {"address": address}))
    ends = [*(start.start() for start in starts[1:]), len(body)]
    pieces, place = [], 0
    for start, end in zip(starts, ends, strict=True):
        link = {"address": f"{address}?section={start[1]}", "heading": mark_safe(TAG.sub("", start[2]))}
        pieces += [body[place:end], piece("comments/_feedback_link.html", link)]
        place = end
    return mark_safe("".join(pieces) + body[place:])
