from django import template

from articles.admin.findings import panel_of
from articles.content import Content
from articles.models import Article

register = template.Library()


@register.simple_tag
def findings_of_draft(article: Article | None) -> dict:
    """What the checks find in the newest draft as it is saved, for the panel beside the form."""
    if article is None or article.draft is None:
        return panel_of(None, None)
    return panel_of(article, Content.from_json(article.draft.content))
