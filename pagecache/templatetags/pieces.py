from django import template

from pagecache.pieces import piece

register = template.Library()


@register.simple_tag
def kept(template_name: str, **values) -> str:
    """{% kept "articles/_sources.html" page=page %}: as {% include … only %}, and kept in memory (pagecache/pieces)."""
    return piece(template_name, values)
