from django import template
from django.utils import timezone

from articles.models import Article
from clinic.profile import get_profile
from comments.forms import CommentForm
from comments.opening import Away, Closed, changes_at
from comments.reading import Threads, read_threads
from comments.views import place_of_form
from pagecache.pieces import piece
from pagecache.public import depends_on, valid_until

register = template.Library()


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
def blank_reply(article: Article, closed: Closed | None, away: Away | None) -> str:
    """The form for a comment as everybody finds it, or the words that say why there is none."""
    values = {"clinic": get_profile(), "closed": closed, "away": away, "slug": "" if closed else article.slug}
    return piece("comments/_reply.html", values, lambda: {"form": None if closed else CommentForm(article=article)})
