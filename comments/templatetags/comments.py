from django import template
from django.utils import timezone

from articles.models import Article
from clinic.profile import get_profile
from comments.opening import changes_at
from comments.reading import read_threads
from comments.views import form_for
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
    shown = {"article": article, "clinic": get_profile(), "threads": read_threads(article)}
    return shown | form_for(article, now)
