from django import template
from django.utils import timezone

from articles.models import Article
from articles.reading import still_to_come
from clinic.profile import get_profile
from comments.forms import CommentForm
from comments.opening import closes_at, why_no_form
from comments.reading import read_threads
from pagecache.public import depends_on, valid_until

register = template.Library()


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, article: Article):
    """The public comments on an article (the first page of them) and the form at #reply."""
    now = timezone.now()
    if request := getattr(context, "request", None):
        depends_on(request, f"article:{article.pk}")
        valid_until(request, still_to_come(closes_at(article)))
    return {
        "article": article,
        "clinic": get_profile(),
        "threads": read_threads(article),
        "form": None if why_no_form(article, now) else CommentForm(article=article),
    }
