"""One comment's HTML, kept in memory: of a page of fifty, all but the newest were rendered before. The template is
given what SHOWN names and nothing else, so that this is also all that a kept one depends on."""

import time
from functools import lru_cache
from types import SimpleNamespace

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

from comments.reading import SHOWN

register = template.Library()

MOST = 4_000
KEEP_SECONDS = 600  # words that were taken down leave our memory too


class Kept:
    began_at = 0.0


@register.simple_tag(takes_context=True)
def comment_html(context, comment, level: int) -> str:
    if not 0 <= time.monotonic() - Kept.began_at < KEEP_SECONDS:
        render_comment.cache_clear()
        Kept.began_at = time.monotonic()
    values = tuple(getattr(comment, name) for name in SHOWN)
    takes_answers = bool(context.get("form"))
    return render_comment(values, level, context["article"].slug, takes_answers, context["clinic"].name, get_language())


@lru_cache(maxsize=MOST)
def render_comment(values: tuple, level: int, slug: str, takes_answers: bool, clinic_name: str, language: str) -> str:
    context = {
        "comment": SimpleNamespace(**dict(zip(SHOWN, values, strict=True))),
        "level": level,
        "form": takes_answers,
        "article": {"slug": slug},
        "clinic": {"name": clinic_name},
    }
    return render_to_string("comments/_comment.html", context)
